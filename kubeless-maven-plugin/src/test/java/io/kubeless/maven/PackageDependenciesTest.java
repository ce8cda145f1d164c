package io.kubeless.maven;

import static com.tngtech.archunit.lang.conditions.ArchConditions.have;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.concurrent.CompletableFuture;
import org.apache.maven.plugin.AbstractMojo;
import org.junit.jupiter.api.Test;

/** The packages depend only on the packages that they may use. */
class PackageDependenciesTest {
  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.kubeless");

  private static void only(String packages, String... allowed) {
    classes()
        .that()
        .resideInAPackage(packages)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(allowed)
        .check(ALL);
  }

  @Test
  void theApiNeedsTheJdkOnly() {
    only("io.kubeless.function..", "io.kubeless.function..", "java..");
  }

  @Test
  void theTransportDoesNotDependOnFunctions() {
    only("io.kubeless.runtime.http..", "io.kubeless.runtime.http..", "java..", "org.jspecify..");
  }

  @Test
  void sourcesOfEventsNeedTheApiAndTheJdkOnly() {
    only(
        "io.kubeless.runtime.source..",
        "io.kubeless.runtime.source..",
        "io.kubeless.function..",
        "java..",
        "org.jspecify..");
  }

  @Test
  void theRuntimeNeedsTheApiAndTheJdkOnly() {
    only(
        "io.kubeless.runtime..",
        "io.kubeless.runtime..",
        "io.kubeless.function..",
        "java..",
        "javax.crypto..",
        "org.jspecify..");
  }

  @Test
  void theModelNeedsTheJdkAndTheContractOfTheRuntimeOnly() {
    only(
        "io.kubeless.packaging.model..",
        "io.kubeless.packaging.model..",
        "io.kubeless.runtime..",
        "com.google.errorprone.annotations..",
        "java..",
        "org.jspecify..");
  }

  @Test
  void renderingIsPure() {
    noClasses()
        .that()
        .resideInAPackage("io.kubeless.packaging.manifest..")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.nio.file.Files")
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net..", "java.io..")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .check(ALL);
  }

  @Test
  void thePackagingDoesNotDependOnMaven() {
    noClasses()
        .that()
        .resideInAPackage("io.kubeless.packaging..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.maven..", "org.eclipse.aether..", "io.kubeless.maven..")
        .check(ALL);
  }

  @Test
  void jibTheHttpClientAndAsmAreUsedInOnePackageEach() {
    usedOnlyIn("com.google.cloud.tools.jib..", "io.kubeless.packaging.image..");
    usedOnlyIn("org.apache.http..", "io.kubeless.packaging.cluster..");
    usedOnlyIn("org.objectweb.asm..", "io.kubeless.packaging.discovery..");
    noClasses().should().dependOnClassesThat().resideInAnyPackage("com.google.common..").check(ALL);
  }

  private static void usedOnlyIn(String library, String packages) {
    noClasses()
        .that()
        .resideOutsideOfPackage(packages)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .check(ALL);
  }

  @Test
  void thePackagesOfTheLibraryHaveNoCycles() {
    slices().matching("io.kubeless.packaging.(*)..").should().beFreeOfCycles().check(ALL);
  }

  @Test
  void nothingAsynchronousRunsOnThreadsThatLoadOtherClasses() {
    noClasses()
        .that()
        .resideInAnyPackage("io.kubeless.packaging..", "io.kubeless.maven..")
        .should()
        .callMethod(CompletableFuture.class, "runAsync", Runnable.class)
        .orShould()
        .callMethod(CompletableFuture.class, "supplyAsync", java.util.function.Supplier.class)
        .orShould()
        .callMethod(java.util.Collection.class, "parallelStream")
        .orShould()
        .callMethod(java.util.ServiceLoader.class, "load", Class.class)
        .check(ALL);
  }

  @Test
  void nothingLogsOrExitsBehindMavensBack() {
    noClasses()
        .that()
        .resideInAnyPackage("io.kubeless.packaging..", "io.kubeless.maven..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.slf4j..", "java.util.logging..")
        .orShould()
        .callMethod(System.class, "exit", int.class)
        .check(ALL);
  }

  @Test
  void goalsExtendOneOfTwoClassesAndNoOther() {
    classes()
        .that()
        .areAssignableTo(AbstractMojo.class)
        .and()
        .areNotAssignableFrom(AbstractFunctionMojo.class)
        .and()
        .resideInAPackage("io.kubeless.maven")
        .and()
        .doNotHaveSimpleName("HelpMojo")
        .should(
            have(
                DescribedPredicate.describe(
                    "a superclass that is AbstractFunctionMojo or AbstractKubelessMojo",
                    (JavaClass goal) ->
                        goal.getRawSuperclass()
                            .filter(
                                base ->
                                    base.isEquivalentTo(AbstractFunctionMojo.class)
                                        || base.isEquivalentTo(AbstractKubelessMojo.class))
                            .isPresent())))
        .check(ALL);
  }
}
