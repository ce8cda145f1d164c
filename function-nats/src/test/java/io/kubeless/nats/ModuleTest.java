package io.kubeless.nats;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ModuleTest {

  @Test
  void theModuleUsesOnlyTheInterfaceOfSourcesAndTheClient() {
    classes()
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                "java..",
                "javax.net.ssl..",
                "io.kubeless.nats",
                "io.kubeless.runtime.source",
                "io.kubeless.function",
                "io.nats.client..",
                "org.jspecify.annotations"))
        .check(
            new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.kubeless.nats"));
  }
}
