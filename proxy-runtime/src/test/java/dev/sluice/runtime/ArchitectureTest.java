package dev.sluice.runtime;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may use whom inside the proxy. */
@AnalyzeClasses(packages = "dev.sluice.runtime", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule onlyNet_usesNetty_vertxInternals_andSystemCalls =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.sluice.runtime.net..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.netty..", "io.vertx..impl..", "io.vertx..internal..", "java.lang.foreign..")
          .because("an update of Netty or Vert.x, or another engine, must touch one package only")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule config_knowsNothingOfTheRunningProxy =
      noClasses()
          .that()
          .resideInAPackage("dev.sluice.runtime.config..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.sluice.runtime",
              "dev.sluice.runtime.session..",
              "dev.sluice.runtime.frontend..",
              "dev.sluice.runtime.backend..",
              "dev.sluice.runtime.net..",
              "dev.sluice.runtime.admin..")
          .because("a configuration is checked without a proxy, and before there is one")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule packages_haveNoCycles =
      slices()
          .matching("dev.sluice.runtime.(*)..")
          .should()
          .beFreeOfCycles()
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule partsOfConfig_haveNoCycles =
      slices().matching("dev.sluice.runtime.config.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule partsOfConfig_doNotKnowTheSections =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.sluice.runtime.config.tree",
              "dev.sluice.runtime.config.files",
              "dev.sluice.runtime.config.model..",
              "dev.sluice.runtime.config.settings")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.sluice.runtime.config")
          .because("sections are read with them, not the other way round");
}
