package dev.sluice.api;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What plugin authors are tied to is small, and stays so. */
@AnalyzeClasses(packages = "dev.sluice.api", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule api_usesOnlyPublicTypesOfFewLibraries =
      classes()
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                      "dev.sluice.api..",
                      "java..",
                      "io.vertx.core..",
                      "org.slf4j..",
                      "org.jspecify..")
                  .and(not(resideInAPackage("io.vertx..impl..")))
                  .and(not(resideInAPackage("io.vertx..internal.."))));
}
