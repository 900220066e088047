package dev.affix.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import dev.affix.standalone.replay.KafkaSink;

@AnalyzeClasses(packages = "dev.affix.standalone", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule PROCESSES_KNOW_NO_KAFKA = noClasses()
            .that()
            .resideInAnyPackage("..process..", "..terminal..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "dev.affix.embedded..", "..demo..", "..audit..");

    @ArchTest
    static final ArchRule THE_REPLAY_KNOWS_KAFKA_IN_ONE_CLASS = noClasses()
            .that()
            .resideInAPackage("..replay..")
            .and()
            .doNotBelongToAnyOf(KafkaSink.class)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "..demo..");

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("dev.affix.standalone.(*)..").should().beFreeOfCycles();
}
