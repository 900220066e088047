package dev.affix.contracts;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Contracts stay free of frameworks: anything on the JVM can read them. */
@AnalyzeClasses(packages = "dev.affix", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule NO_FRAMEWORK = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "org.apache.kafka..", "jakarta..", "io.smallrye..", "ai.djl..");

    @ArchTest
    static final ArchRule NO_OTHER_MODULE = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.affix.prefix..",
                    "dev.affix.registry..",
                    "dev.affix.inference..",
                    "dev.affix.training..",
                    "dev.affix.metrics..",
                    "dev.affix.embedded..",
                    "dev.affix.standalone..");
}
