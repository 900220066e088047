package dev.affix.prefix;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.affix.prefix", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule noFrameworkNoKafkaAndNoOtherModule = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.quarkus..",
                    "io.smallrye..",
                    "jakarta..",
                    "org.eclipse.microprofile..",
                    "org.apache.kafka..",
                    "dev.affix.contracts..");

    @ArchTest
    static final ArchRule onlyTheEngineTouchesArrays = noClasses()
            .that()
            .resideOutsideOfPackage("dev.affix.prefix.engine")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("ai.djl.pytorch..", "ai.djl.ndarray..", "ai.djl.engine..");

    @ArchTest
    static final ArchRule theEngineKnowsNeitherTuningNorServing = noClasses()
            .that()
            .resideInAPackage("dev.affix.prefix.engine")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.affix.prefix.training", "dev.affix.prefix.serving", "dev.affix.prefix.variant");

    @ArchTest
    static final ArchRule filesAndTextNeedNoEngine = noClasses()
            .that()
            .resideInAnyPackage(
                    "dev.affix.prefix.safetensors",
                    "dev.affix.prefix.backbone",
                    "dev.affix.prefix.adapter",
                    "dev.affix.prefix.tokenizer",
                    "dev.affix.prefix.variant")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.affix.prefix.engine");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.affix.prefix.(*)..").should().beFreeOfCycles();
}
