package dev.affix.registry;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.affix.registry", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule THE_DOMAIN_KNOWS_NEITHER_HTTP_NOR_KAFKA_NOR_QUARKUS = noClasses()
            .that()
            .resideInAPackage("..registry.domain..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.ws.rs..", "org.apache.kafka..", "io.quarkus..", "..registry.endpoint..");

    @ArchTest
    static final ArchRule THE_STORE_KNOWS_NOTHING_ABOVE_IT = noClasses()
            .that()
            .resideInAPackage("..registry.store..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..registry.domain..", "..registry.outbox..", "..registry.endpoint..", "..registry.listener..");

    @ArchTest
    static final ArchRule ENDPOINTS_KNOW_NEITHER_KAFKA_NOR_SQL = noClasses()
            .that()
            .resideInAPackage("..registry.endpoint..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "java.sql..", "javax.sql..");

    @ArchTest
    static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("dev.affix.registry.(*)..").should().beFreeOfCycles();
}
