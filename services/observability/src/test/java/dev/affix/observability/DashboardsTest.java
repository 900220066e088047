package dev.affix.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.affix.observability.grafana.Dashboard;
import dev.affix.observability.grafana.Panel;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DashboardsTest {
    /** Names of Grafana's units that are in use here; a name that Grafana does not know is shown as a suffix. */
    private static final Set<String> UNITS = Set.of("short", "percentunit", "s", "ops", "reqps", "bytes");

    private static final Pattern VARIABLE = Pattern.compile("\\$(\\w+)");

    static Iterable<Dashboard> dashboards() {
        return Dashboards.all();
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyPanelSaysWhatItShowsAndInWhichUnit(Dashboard dashboard) {
        assertThat(dashboard.description()).isNotBlank();
        for (Panel panel : dashboard.panels()) {
            assertThat(panel.title()).isNotBlank();
            assertThat(panel.description()).as(panel.title()).endsWith(".");
            assertThat(panel.fieldConfig().defaults().unit()).as(panel.title()).isIn(UNITS);
            assertThat(panel.targets()).as(panel.title()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void panelsDoNotOverlapAndAreInsideTheGrid(Dashboard dashboard) {
        Set<String> taken = new HashSet<>();
        Set<Integer> ids = new HashSet<>();
        for (Panel panel : dashboard.panels()) {
            assertThat(ids.add(panel.id())).isTrue();
            Panel.GridPos place = panel.gridPos();
            assertThat(place.x() + place.w()).isLessThanOrEqualTo(24);
            for (int column = place.x(); column < place.x() + place.w(); column++) {
                for (int row = place.y(); row < place.y() + place.h(); row++) {
                    assertThat(taken.add(column + "," + row)).as(panel.title()).isTrue();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyVariableThatAQueryNamesExists(Dashboard dashboard) {
        Set<String> known = new HashSet<>(Set.of("__rate_interval"));
        dashboard.templating().list().forEach(variable -> known.add(variable.name()));
        dashboard.panels().stream().flatMap(panel -> panel.targets().stream()).forEach(target -> {
            Matcher named = VARIABLE.matcher(target.expr());
            while (named.find()) {
                assertThat(known).as(target.expr()).contains(named.group(1));
            }
        });
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void aFieldThatGrafanaDoesNotKnowIsNoticed(Dashboard dashboard) throws IOException {
        JsonMapper strict = new JsonMapper();
        ObjectNode json = strict.valueToTree(dashboard);
        JsonNode read = strict.valueToTree(strict.treeToValue(json, Dashboard.class));
        assertThat(read).isEqualTo(json);

        ((ObjectNode) json.at("/panels/0/fieldConfig/defaults")).put("units", "short");
        assertThatThrownBy(() -> strict.treeToValue(json, Dashboard.class))
                .isInstanceOf(UnrecognizedPropertyException.class)
                .hasMessageContaining("units");
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void addressesAreUniqueAndStable(Dashboard dashboard) {
        Map<String, String> titles = Map.of(
                "affix-experiments", "Affix: experiments",
                "affix-comparison", "Affix: one comparison",
                "affix-inference", "Affix: inference",
                "affix-training", "Affix: training",
                "affix-kafka", "Affix: Kafka");
        assertThat(dashboard.title()).isEqualTo(titles.get(dashboard.uid()));
    }
}
