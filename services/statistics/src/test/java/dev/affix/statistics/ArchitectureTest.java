package dev.affix.statistics;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.affix.statistics", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule statisticsArePlainJava = classes()
            .that()
            .resideOutsideOfPackage("dev.affix.statistics.simulation")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("dev.affix.statistics..", "java..", "org.jspecify..");

    @ArchTest
    static final ArchRule onlyTheReportNeedsALibrary = classes()
            .that()
            .resideInAPackage("dev.affix.statistics.simulation")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("dev.affix.statistics..", "java..", "org.jspecify..", "com.fasterxml.jackson..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule packagesHaveNoCycles = slices().matching("dev.affix.statistics.(*)..")
            .should()
            .beFreeOfCycles()
            .allowEmptyShould(true);
}
