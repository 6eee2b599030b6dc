package dev.sluice.it.rules;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;

/** A built-in plugin uses what anybody's plugin may use, and its own libraries. */
@AnalyzeClasses(packages = "dev.sluice.plugin", importOptions = DoNotIncludeTests.class)
class PluginArchitectureTest {

  @ArchTest static final ArchRule sni = usesOnlyTheApi("dev.sluice.plugin.sni..");

  @ArchTest
  static final ArchRule host = usesOnlyTheApi("dev.sluice.plugin.host..", "com.google.re2j..");

  @ArchTest static final ArchRule client = usesOnlyTheApi("dev.sluice.plugin.client..");

  @ArchTest
  static final ArchRule rate = usesOnlyTheApi("dev.sluice.plugin.rate..", "io.github.bucket4j..");

  @ArchTest
  static final ArchRule proxyProtocol = usesOnlyTheApi("dev.sluice.plugin.proxyprotocol..");

  @ArchTest
  static final ArchRule healthChecks =
      usesOnlyTheApi("dev.sluice.plugin.health..", "com.google.re2j..", "javax.net.ssl..");

  @ArchTest static final ArchRule balancers = usesOnlyTheApi("dev.sluice.plugin.balancers..");

  @ArchTest static final ArchRule accessLogs = usesOnlyTheApi("dev.sluice.plugin.accesslogs..");

  private static ArchRule usesOnlyTheApi(String plugin, String... libraries) {
    List<String> allowed =
        new ArrayList<>(
            List.of(
                plugin,
                "dev.sluice.api..",
                "java..",
                "io.vertx.core..",
                "org.slf4j..",
                "org.jspecify..",
                // The annotation stays in the class file, nothing looks at it.
                "com.google.auto.service.."));
    allowed.addAll(List.of(libraries));
    return classes()
        .that()
        .resideInAPackage(plugin)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(allowed.toArray(String[]::new))
                .and(not(resideInAPackage("io.vertx..impl..")))
                .and(not(resideInAPackage("io.vertx..internal.."))))
        .allowEmptyShould(true);
  }
}
