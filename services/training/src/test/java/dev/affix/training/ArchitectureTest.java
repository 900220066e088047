package dev.affix.training;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.affix.training", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule batchesTuningAndCheckpointsKnowNoFrameworkAndNoKafka = noClasses()
            .that()
            .resideInAnyPackage("..batch..", "..tuning..", "..checkpoint..", "..engine..", "..lifecycle..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "jakarta..", "org.apache.kafka..", "io.smallrye..", "io.micrometer..");

    @ArchTest
    static final ArchRule onlyTheEnginePackageAndTheServiceThatOpensItKnowTheEngine = noClasses()
            .that()
            .resideOutsideOfPackages("..training.engine..", "..training.service..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("ai.djl..", "dev.affix.prefix.engine..");

    @ArchTest
    static final ArchRule nobodyReadsTheEnvironment = noClasses()
            .should()
            .callMethod(System.class, "getenv")
            .orShould()
            .callMethod(System.class, "getenv", String.class);

    @ArchTest
    static final ArchRule packagesFormNoCycles =
            slices().matching("dev.affix.training.(*)..").should().beFreeOfCycles();
}
