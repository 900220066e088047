package dev.affix.inference;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.affix.inference");

    @Test
    void theCoreKnowsNoFrameworkNoKafkaAndNoEngine() {
        noClasses()
                .that()
                .resideInAnyPackage("..inference.roster..", "..inference.answering..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.quarkus..",
                        "io.smallrye..",
                        "jakarta..",
                        "org.eclipse.microprofile..",
                        "org.apache.kafka..",
                        "io.micrometer..",
                        "ai.djl..",
                        "dev.affix.prefix.engine..",
                        "dev.affix.prefix.serving..")
                .check(CLASSES);
    }

    @Test
    void onlyTheEnginePackageKnowsThePrefixLibrarysEngine() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..inference.engine..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.affix.prefix.engine..", "dev.affix.prefix.serving..", "ai.djl..")
                .check(CLASSES);
    }

    @Test
    void onlyTheKafkaPackageMakesClients() {
        classes()
                .that()
                .resideOutsideOfPackage("..inference.kafka..")
                .should()
                .onlyDependOnClassesThat()
                .doNotHaveSimpleName("KafkaConsumer")
                .andShould()
                .onlyDependOnClassesThat()
                .doNotHaveSimpleName("KafkaProducer")
                .check(CLASSES);
    }

    @Test
    void packagesDependInOneDirection() {
        slices().matching("dev.affix.inference.(*)..").should().beFreeOfCycles().check(CLASSES);
    }
}
