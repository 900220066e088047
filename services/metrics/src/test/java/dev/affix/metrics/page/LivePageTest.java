package dev.affix.metrics.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the live page promises, each promise in a real browser. Screenshots go to {@code target/screenshots}. */
class LivePageTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Path SCREENSHOTS = Path.of("target", "screenshots");
    private static final CannedLoop LOOP = new CannedLoop(CannedLoop.NAME, 3000, 7);

    @SuppressWarnings("NullAway.Init") // JUnit calls launch() first
    private static Browser browser;

    @SuppressWarnings("NullAway.Init") // JUnit calls serve() first
    private PageServer server;

    private final List<Page> pages = new ArrayList<>();
    private final List<String> consoleErrors = new ArrayList<>();

    @BeforeAll
    static void launch() {
        browser = Browser.launch();
    }

    @AfterAll
    static void quit() {
        browser.close();
    }

    @BeforeEach
    void serve() throws IOException {
        server = new PageServer(LOOP.experiments());
    }

    @AfterEach
    void close() {
        pages.forEach(page -> page.context().close());
        server.close();
    }

    @Test
    void plotsTheValuesOfTheApi() throws IOException {
        ObjectNode live = LOOP.live(1200);
        server.put(CannedLoop.NAME, live);
        Page page = openAt(1200);

        JsonNode accuracy = plotted(page).get("accuracy");
        assertThat(accuracy.get("view").asText()).isEqualTo("accuracy");
        for (JsonNode arm : live.get("arms")) {
            JsonNode curve = arm.get("curve");
            assertThat(numbers(accuracy.get("x"))).isEqualTo(numbers(curve.get("examples")));
            assertThat(numbers(accuracy.get("arms").get(arm.get("arm").asText())))
                    .isEqualTo(numbers(curve.get("accuracy")));
        }

        page.click("#view button[data-view=rolling]");
        JsonNode rolling = plotted(page).get("accuracy");
        assertThat(rolling.get("view").asText()).isEqualTo("rolling");
        for (JsonNode arm : live.get("arms")) {
            assertThat(numbers(rolling.get("arms").get(arm.get("arm").asText())))
                    .isEqualTo(numbers(arm.get("curve").get("rolling")));
        }
    }

    @Test
    void plotsTheDifferenceWithItsConfidenceSequenceAndTheEvidence() throws IOException {
        ObjectNode live = LOOP.live(1200);
        server.put(CannedLoop.NAME, live);
        Page page = openAt(1200);
        page.selectOption("#pair", "no-share:deep-share");

        JsonNode plotted = plotted(page).get("comparison");
        JsonNode curve = pair(live, "no-share", "deep-share").get("curve");
        assertThat(plotted.get("challenger").asText()).isEqualTo("deep-share");
        assertThat(plotted.get("control").asText()).isEqualTo("no-share");
        assertThat(numbers(plotted.get("x"))).isEqualTo(numbers(curve.get("examples")));
        assertThat(numbers(plotted.get("difference"))).isEqualTo(turned(curve.get("difference")));
        assertThat(numbers(plotted.get("lower"))).isEqualTo(turned(curve.get("upper")));
        assertThat(numbers(plotted.get("upper"))).isEqualTo(turned(curve.get("lower")));
        assertLog10(plotted.at("/evidence/challenger"), curve.get("logEValueB"));
        assertLog10(plotted.at("/evidence/control"), curve.get("logEValueA"));
        // exp(30) = 1.07e13
        assertThat(page.textContent("#signs"))
                .isEqualTo("Exact sign test: only deep-share right 240 times, only no-share 120 times; e-value 1.1×10¹³"
                        + " against “deep-share never more likely to win”.");
        // Two-sided at 5%: a verdict falls at 2 / 0.05.
        assertThat(plotted.at("/evidence/threshold").asDouble()).isCloseTo(Math.log10(40), within(1e-12));
    }

    private static void assertLog10(JsonNode drawn, JsonNode naturalLogarithms) {
        List<Double> natural = numbers(naturalLogarithms);
        assertThat(drawn).hasSameSizeAs(natural);
        for (int i = 0; i < natural.size(); i++) {
            assertThat(drawn.get(i).asDouble()).isCloseTo(natural.get(i) / Math.log(10), within(1e-12));
        }
    }

    @Test
    void armsThatGenerateTextsHaveTheScoresOfTexts() throws IOException {
        server.put(CannedLoop.NAME, LOOP.live(1200));
        Page page = openAt(1200);
        assertThat(page.textContent("#accuracy-title")).isEqualTo("Accuracy while learning");
        assertThat(page.locator("#arms thead th").allTextContents()).contains("Macro F1", "Log-loss");

        ObjectNode live = LOOP.generating(1210);
        server.publish(CannedLoop.NAME, live);
        page.waitForFunction("() => window.affix.document()?.primaryScore === 'chrf'");
        assertThat(page.textContent("#accuracy-title")).isEqualTo("chrF so far");
        assertThat(page.textContent("#view [data-view=rolling]")).isEqualTo("Faded");
        assertThat(page.locator("#arms thead th").allTextContents())
                .containsExactly(
                        "Arm", "Scored", "Exact match", "BLEU", "ROUGE-L", "chrF", "Version", "Learned from", "Digest");
        JsonNode last = live.at("/arms/3/texts/sinceStart");
        assertThat(page.locator("#arms tbody tr")
                        .last()
                        .locator("td")
                        .allTextContents()
                        .subList(1, 5))
                .isEqualTo(List.of("exactMatch", "bleu", "rougeL", "chrf").stream()
                        .map(score -> String.format(
                                Locale.ROOT, "%.1f%%", 100 * last.get(score).asDouble()))
                        .toList());
        assertThat(page.textContent("#segments-hint")).startsWith("chrF since the start and, smaller, exact match.");
        assertThat(page.textContent("#signs")).contains("scored higher").doesNotContain("only");
        assertThat(page.isHidden("#calibration")).isTrue();
        assertThat(page.isHidden("#classes-of")).isTrue();
        screenshot(page, "texts");
    }

    @Test
    void alignsArmsWhoseCurvesWereThinnedDifferently() throws IOException {
        ObjectNode live = LOOP.live(100);
        ObjectNode thinned = (ObjectNode) live.at("/arms/1/curve");
        thinned.set("examples", MAPPER.readTree("[20, 65, 100]"));
        thinned.set("accuracy", MAPPER.readTree("[0.1, 0.2, 0.3]"));
        server.put(CannedLoop.NAME, live);
        Page page = openAt(100);

        JsonNode accuracy = plotted(page).get("accuracy");
        assertThat(numbers(accuracy.get("x"))).containsExactly(10., 20., 30., 40., 50., 60., 65., 70., 80., 90., 100.);
        assertThat(accuracy.at("/arms/no-share").toString())
                .isEqualTo("[null,0.1,null,null,null,null,0.2,null,null,null,0.3]");
        assertThat(page.textContent("#legend")).contains("no-share30.0%");
    }

    @Test
    void drawsTheReliabilityDiagramOfEachArmFromTheBins() throws IOException {
        ObjectNode live = LOOP.live(1200);
        server.put(CannedLoop.NAME, live);
        Page page = openAt(1200);
        assertThat(page.locator("#diagrams li").count()).isEqualTo(4);
        JsonNode drawn = MAPPER.readTree((String)
                page.evaluate("() => JSON.stringify([...document.querySelectorAll('#diagrams li:nth-child(2) circle')]"
                        + ".map(c => ['cx', 'cy', 'data-examples'].map(name => Number(c.getAttribute(name)))))"));
        List<List<Double>> expected = new ArrayList<>();
        for (JsonNode bin : live.at("/arms/1/scores/sinceStart/reliability")) {
            if (bin.has("confidence")) {
                // The square of 200 units begins 42 from the left and ends 208 from the top.
                expected.add(List.of(
                        42 + 200 * bin.get("confidence").asDouble(),
                        208 - 200 * bin.get("accuracy").asDouble(),
                        bin.get("examples").asDouble()));
            }
        }
        assertThat(drawn).hasSize(9).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            for (int k = 0; k < 3; k++) {
                assertThat(drawn.get(i).get(k).asDouble())
                        .isCloseTo(expected.get(i).get(k), within(1e-9));
            }
        }
        assertThat(page.getAttribute("#diagrams li:nth-child(2) > svg", "aria-label"))
                .startsWith("Reliability of no-share: 15% sure, 14% right, 26 answers");
        // A service of before has none.
        live.get("arms").forEach(arm -> ((ObjectNode) arm).remove("scores"));
        ((ObjectNode) live.get("counts")).put("scored", 1201);
        server.publish(CannedLoop.NAME, live);
        awaitScored(page, 1201);
        assertThat(page.isVisible("#calibration")).isFalse();
    }

    @Test
    void theScoresOfEachArmAreThoseOfTheViewThatIsChosen() throws IOException {
        ObjectNode live = LOOP.live(1200);
        server.put(CannedLoop.NAME, live);
        Page page = openAt(1200);
        for (String view : List.of("sinceStart", "window", "faded")) {
            page.click("#scores button[data-scores=" + view + "]");
            JsonNode scores = live.at("/arms/3/scores/" + view);
            assertThat(page.locator("#arms tbody tr:nth-child(4) td").allTextContents())
                    .as(view)
                    .contains(
                            percent(scores.get("accuracy")),
                            percent(scores.get("macroF1")),
                            String.format(
                                    Locale.ROOT, "%.3f", scores.get("logLoss").asDouble()),
                            String.format(
                                    Locale.ROOT, "%.3f", scores.get("brier").asDouble()),
                            percent(scores.get("calibrationError")),
                            percent(scores.get("top").get(2)));
        }
        assertThat(page.url()).contains("scores=faded");
    }

    private static String percent(JsonNode share) {
        return String.format(Locale.ROOT, "%.1f%%", 100 * share.asDouble());
    }

    @Test
    void segmentsCostsAndLabelsAreTablesOfEveryArm() throws IOException {
        ObjectNode live = LOOP.live(1200);
        server.put(CannedLoop.NAME, live);
        server.classes(CannedLoop.NAME, LOOP.classes(1200));
        Page page = openAt(1200);
        assertThat(page.textContent("#segments-title")).isEqualTo("Segments by language");
        assertThat(page.locator("#segments tbody th").allTextContents()).containsExactly("en", "de", "without it");
        JsonNode german = live.at("/arms/3/segments/0");
        assertThat(page.locator("#segments tbody tr:nth-child(2) td").allTextContents())
                .startsWith("300")
                .endsWith(percent(german.get("accuracy"))
                        + String.format(
                                Locale.ROOT, "%.3f", german.get("logLoss").asDouble()));
        assertThat(page.locator("#costs tbody tr:nth-child(1) td").allTextContents())
                .containsExactly("1,200", "12.3 ms", "9.8 ms", "87.1 ms", "420 µs", "14.3");
        double share = live.at("/counts/pendingShare").asDouble();
        assertThat(page.textContent("#tiles")).contains(String.format(Locale.ROOT, "%.1f%% wait", 100 * share));

        // Labels are asked for when somebody opens their table.
        page.focus("#classes-of summary");
        page.keyboard().press("Enter");
        page.waitForFunction("() => document.querySelectorAll('#classes tbody tr').length === 2");
        assertThat(page.locator("#classes tbody th").allTextContents()).containsExactly("noun.animal", "noun.act");
        assertThat(page.locator("#classes tbody tr:nth-child(1) td").allTextContents())
                .containsExactly("800", "55.0%60% · 50%", "65.0%70% · 60%", "75.0%80% · 70%", "85.0%90% · 80%");
        assertThat(page.textContent("#classes-hint")).endsWith("1 had no answer yet.");
        screenshot(page, "labels-open");

        // An experiment without segments has no such table, and an older service no such figures.
        live.remove("segmentBy");
        live.get("arms").forEach(arm -> ((ObjectNode) arm).remove(List.of("cost", "scores")));
        ((ObjectNode) live.get("counts")).put("scored", 1201);
        server.publish(CannedLoop.NAME, live);
        awaitScored(page, 1201);
        assertThat(List.of("#segments-card", "#costs-card", "#classes-of")).noneMatch(page::isVisible);
    }

    @Test
    void theFiguresCanBeTakenAwayByKeyboard() throws IOException {
        ObjectNode live = LOOP.live(300);
        server.put(CannedLoop.NAME, live);
        Page page = openAt(300);
        page.selectOption("#pair", "no-share:deep-share");

        List<String> csv = Files.readAllLines(taken(page, "comparison", "csv"));
        assertThat(csv.get(0))
                .isEqualTo("examples,difference,lower,upper,log10 e-value deep-share,log10 e-value no-share");
        JsonNode curve = pair(live, "no-share", "deep-share").get("curve");
        assertThat(csv).hasSize(1 + curve.get("examples").size());
        String[] last = csv.get(csv.size() - 1).split(",", -1);
        assertThat(Double.parseDouble(last[0])).isEqualTo(300);
        assertThat(Double.parseDouble(last[1]))
                .isEqualTo(-curve.get("difference").get(29).asDouble());
        assertThat(Double.parseDouble(last[2]))
                .isEqualTo(-curve.get("upper").get(29).asDouble());
        assertThat(Double.parseDouble(last[4]))
                .isCloseTo(curve.get("logEValueB").get(29).asDouble() / Math.log(10), within(1e-12));
        assertThat(Files.readAllLines(taken(page, "accuracy", "csv")).get(0))
                .isEqualTo("examples,linear-probe,no-share,simple-share,deep-share");

        for (String figure : List.of("accuracy", "comparison", "efficiency")) {
            byte[] png = Files.readAllBytes(taken(page, figure, "png"));
            assertThat(ImageIO.read(new ByteArrayInputStream(png)).getWidth()).isGreaterThan(600);
            Path svg = taken(page, figure, "svg");
            page.navigate("about:blank");
            page.setContent(Files.readString(svg));
            // Every curve with every point: four arms, two ends with the difference and two e-values, or two curves per
            // arm.
            int curves = Map.of("accuracy", 4, "comparison", 5, "efficiency", 8).getOrDefault(figure, 0);
            assertThat(page.locator("polyline").count()).isEqualTo(curves);
            assertThat(page.getAttribute("polyline >> nth=0", "points").split(" "))
                    .hasSize(figure.equals("efficiency") ? 3 : 30);
            page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve("taken-" + figure + ".png")));
            page.navigate(server.url());
            awaitScored(page, 300);
            page.waitForFunction("() => window.affix.plotted() !== null");
        }
    }

    private static Path taken(Page page, String figure, String format) {
        page.focus(".take[data-figure=" + figure + "] button[data-format=" + format + "]");
        return page.waitForDownload(() -> page.keyboard().press("Enter")).path();
    }

    @Test
    void aGuardThatHasTrippedIsFlaggedBelowTheHeadline() throws IOException {
        ObjectNode live = LOOP.live(1200);
        server.put(CannedLoop.NAME, live);
        Page page = openAt(1200);
        awaitLink(page, "live");
        assertThat(page.isVisible("#flag")).isFalse();
        assertThat(page.textContent("#guards li:nth-child(2)"))
                .isEqualTo("holdsSame input: every arm answers every request"
                        + "0 of 1200 predictions were not answered by every arm");
        ((ObjectNode) live.at("/guards/1")).put("tripped", true);
        server.publish(CannedLoop.NAME, live);
        page.waitForSelector("#flag:visible");
        assertThat(page.textContent("#flag"))
                .isEqualTo("Do not trust this yet. Guard tripped: Same input: every arm answers every request.");
        assertThat(page.textContent("#guards li:nth-child(2) .chip")).isEqualTo("tripped");
        screenshot(page, "guard-tripped");
    }

    @Test
    void marksEveryVersionWhereItBeganToAnswer() throws IOException {
        ObjectNode live = LOOP.live(1200);
        server.put(CannedLoop.NAME, live);
        Page page = openAt(1200);

        List<String> drawn = new ArrayList<>();
        for (JsonNode version : plotted(page).at("/accuracy/versions")) {
            drawn.add(version.get("arm").asText() + " v" + version.get("version") + " " + version.get("x"));
        }
        List<String> served = new ArrayList<>();
        for (JsonNode arm : live.get("arms")) {
            for (JsonNode version : arm.get("versions")) {
                if (version.has("servedFrom")) {
                    served.add(
                            arm.get("arm").asText() + " v" + version.get("version") + " " + version.get("servedFrom"));
                }
            }
        }
        assertThat(drawn).containsExactlyInAnyOrderElementsOf(served).hasSizeGreaterThan(60);

        // The strip below the plot: hover over the last mark of the first arm.
        JsonNode newest = live.at("/arms/0/versions/18");
        Object box = page.evaluate(
                "x => { const over = document.querySelector('#accuracy .u-over');"
                        + " const box = over.getBoundingClientRect();"
                        + " return [box.left + box.width * x / 1200, box.bottom + 6 + 4].join() }",
                newest.get("servedFrom").asInt());
        String[] at = String.valueOf(box).split(",", -1);
        page.mouse().move(Double.parseDouble(at[0]), Double.parseDouble(at[1]));
        page.waitForSelector("#accuracy .tip:visible");
        assertThat(page.textContent("#accuracy .tip"))
                .contains("linear-probe version 19")
                .contains(newest.get("digest").asText().substring(0, 8))
                .contains("learned from 1,152 examples");
    }

    @Test
    void updatesByItselfWithoutMovingAnything() throws IOException {
        server.put(CannedLoop.NAME, LOOP.live(990));
        Page page = openAt(990);
        awaitLink(page, "live");
        page.evaluate("() => { window.shifts = 0; new PerformanceObserver(list => list.getEntries()"
                + ".forEach(e => { window.shifts += e.value })).observe({type: 'layout-shift'}) }");
        for (int scored = 1000; scored <= 1100; scored += 10) {
            server.publish(CannedLoop.NAME, LOOP.live(scored));
            awaitScored(page, scored);
        }
        assertThat(numbers(plotted(page).at("/accuracy/x")).get(109)).isEqualTo(1100);
        assertThat(page.textContent("#tiles")).contains("Scored1,100");
        assertThat(((Number) page.evaluate("() => window.shifts")).doubleValue())
                .isLessThan(0.001);
        // The measure works: a move would have been seen.
        page.evaluate(
                "() => document.body.prepend(Object.assign(document.createElement('div'), {style: 'height: 90px'}))");
        page.waitForFunction("() => window.shifts > 0.01");
    }

    @Test
    void saysTheVerdictInWords() throws IOException {
        ObjectNode live = LOOP.live(3000);
        JsonNode best = pair(live, "linear-probe", "deep-share");
        server.put(CannedLoop.NAME, live);
        Page page = openAt(3000);

        assertThat(page.textContent("#headline")).isEqualTo(best.get("sentence").asText());
        assertThat(page.textContent("#headline .arm-3")).isEqualTo("deep-share");
        assertThat(page.textContent("#headline .arm-0")).isEqualTo("linear-probe");
        assertThat(page.textContent("#headline small"))
                .isEqualTo("; chance of a false alarm at most 5 % however often you look");
        assertThat(page.textContent("#detail"))
                .matches(String.format(
                        Locale.ROOT,
                        "Mean so far %.1f points for deep-share, e-value .* for deep-share\\.",
                        -100 * best.get("difference").asDouble()));
        assertThat(page.textContent("#verdict")).isEqualTo("decided");
        assertThat(page.locator("#pairs tbody tr").count()).isEqualTo(6);
        assertThat(page.locator("#arms tbody tr").count()).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        B better   | decided
        A better   | decided
        equivalent | equivalent
        undecided  | undecided
        """)
    void theHeadlineIsTheServicesSentenceWithItsArmsFound(String verdict, String chip) throws IOException {
        Page page = openModule("words.js");
        Object told = page.evaluate(
                "async verdict => { const words = await import('./words.js');"
                        + " const said = words.verdict({armA: 'deep', armB: 'deep-share', n: 9, difference: -.02, verdict,"
                        + " sentence: 'deep-share is better than deep; rarely wrong'}, {primaryScore: 'accuracy'});"
                        + " return said.chip + '|' + words.text(said.headline) + '|'"
                        + " + said.headline.filter(part => part.arm).map(part => part.arm).join() }",
                verdict);
        assertThat(told).isEqualTo(chip + "|deep-share is better than deep; rarely wrong|deep-share,deep");
    }

    @ParameterizedTest
    @CsvSource({
        "-20, < 0.01",
        "-1, 0.37",
        "1.1, 3.0",
        "7.6, '1,998'",
        "16.3, 1.2×10⁷",
        "2000, 3.9×10⁸⁶⁸",
    })
    void eValuesAreReadableFromTheirLogarithm(double logE, String words) throws IOException {
        Page page = openModule("format.js");
        assertThat(page.evaluate("async logE => (await import('./format.js')).eValue(logE)", logE))
                .isEqualTo(words);
    }

    @Test
    void reconnectsAfterTheServiceWasAway() throws IOException {
        server.put(CannedLoop.NAME, LOOP.live(500));
        Page page = openAt(500);
        awaitLink(page, "live");

        server.stop();
        awaitLink(page, "stale");
        assertThat(page.textContent("#link-text")).startsWith("reconnecting, stale since ");
        page.waitForSelector("#notice:visible");
        assertThat(page.textContent("#notice")).contains("cannot be reached");
        assertThat(page.textContent("#tiles")).contains("Scored500");

        server.put(CannedLoop.NAME, LOOP.live(600));
        server.start();
        awaitScored(page, 600);
        awaitLink(page, "live");
        page.waitForCondition(() -> !page.isVisible("#notice"));
        server.publish(CannedLoop.NAME, LOOP.live(610));
        awaitScored(page, 610);
    }

    @Test
    void pollsWhereEventStreamsDoNotGetThrough() throws IOException {
        server.events(false);
        server.put(CannedLoop.NAME, LOOP.live(500));
        Page page = openAt(500);
        awaitLink(page, "polling");
        server.put(CannedLoop.NAME, LOOP.live(510));
        awaitScored(page, 510);
        assertThat(page.isVisible("#notice")).isFalse();
    }

    @Test
    void saysThatTheServiceIsRestoringAndShowsNothingPartial() throws IOException {
        server.put(CannedLoop.NAME, LOOP.live(500));
        server.fail(503, "State store 'join' is restoring: 40 of 100 records.");
        Page page = open("");
        page.waitForCondition(() -> page.textContent("#headline").equals("Restoring…"));
        assertThat(page.textContent("#detail")).contains("a part of them is never shown");
        assertThat(page.evaluate("() => window.affix.document()")).isNull();

        server.recover();
        awaitScored(page, 500);
        assertThat(page.textContent("#headline")).contains("deep-share");

        // Later, with figures on the screen: they stay, and are said to be old.
        server.fail(503, "State store 'join' is restoring: 90 of 100 records.");
        page.waitForSelector("#notice:visible");
        assertThat(page.textContent("#notice")).contains("Restoring").contains("90 of 100");
        awaitLink(page, "stale");
        assertThat(page.textContent("#tiles")).contains("Scored500");
    }

    @Test
    void saysThatItCannotReadADocument() throws IOException {
        server.put(CannedLoop.NAME, MAPPER.readTree("{\"experiment\": \"wordnet\", \"counts\": {}}"));
        Page page = open("");
        page.waitForSelector("#notice:visible");
        assertThat(page.textContent("#notice")).contains("cannot read what the service sends");
        server.publish(CannedLoop.NAME, LOOP.live(500));
        awaitScored(page, 500);
        page.waitForCondition(() -> !page.isVisible("#notice"));
    }

    @Test
    void saysWhatHappensNextWhenThereIsNothingYet() throws IOException {
        server.experiments(JsonNodeFactory.instance.arrayNode());
        Page page = open("");
        page.waitForCondition(() -> page.textContent("#headline").equals("No experiment yet"));
        screenshot(page, "empty-desktop");

        ObjectNode nothing = LOOP.live(0);
        ((ObjectNode) nothing.get("counts")).put("predictions", 0).put("pending", 0);
        server.put(CannedLoop.NAME, nothing);
        server.experiments(LOOP.experiments());
        page.waitForCondition(() -> page.textContent("#headline").equals("Waiting for the first request…"));

        awaitLink(page, "live");
        server.publish(CannedLoop.NAME, LOOP.live(0));
        page.waitForCondition(() -> page.textContent("#headline").equals("Waiting for the first label…"));
        assertThat(page.textContent("#detail"))
                .startsWith("40 requests answered by every arm, 40 waiting for a label.");

        ObjectNode blocked = LOOP.live(10);
        blocked.set("pairs", LOOP.live(0).get("pairs"));
        server.publish(CannedLoop.NAME, blocked);
        page.waitForCondition(() -> page.textContent("#headline").endsWith(": no pair yet"));
        assertThat(page.textContent("#detail")).contains("the next one waits for its label");

        server.publish(CannedLoop.NAME, LOOP.live(10));
        page.waitForCondition(() -> page.textContent("#headline").contains("chance of a false alarm"));
    }

    @Test
    void saysThatAnExperimentIsUnknown() throws IOException {
        server.put(CannedLoop.NAME, LOOP.live(500));
        Page page = open("#experiment=gone");
        page.waitForCondition(() -> page.textContent("#headline").equals("No such experiment"));
        page.selectOption("#experiment", CannedLoop.NAME);
        awaitScored(page, 500);
    }

    @Test
    void theAddressKeepsExperimentPairAndView() throws IOException {
        CannedLoop other = new CannedLoop("banking77", 300, 3);
        ArrayNode both = LOOP.experiments();
        both.add(other.summary());
        server.experiments(both);
        server.put(CannedLoop.NAME, LOOP.live(500));
        server.put("banking77", other.live(200));
        Page page = openAt(500);
        page.selectOption("#experiment", "banking77");
        awaitScored(page, 200);
        page.selectOption("#pair", "no-share:simple-share");
        page.click("#view button[data-view=rolling]");
        assertThat(URI.create(page.url()).getFragment())
                .isEqualTo("experiment=banking77&pair=no-share:simple-share&view=rolling");

        page.reload();
        awaitScored(page, 200);
        page.waitForFunction("() => window.affix.plotted() !== null");
        assertThat(page.inputValue("#experiment")).isEqualTo("banking77");
        assertThat(page.inputValue("#pair")).isEqualTo("no-share:simple-share");
        assertThat(plotted(page).at("/accuracy/view").asText()).isEqualTo("rolling");
        assertThat(plotted(page).at("/comparison/challenger").asText()).isEqualTo("simple-share");
    }

    @Test
    void arrowKeysReadTheCharts() throws IOException {
        ObjectNode live = LOOP.live(300);
        server.put(CannedLoop.NAME, live);
        Page page = openAt(300);
        page.focus("#accuracy");
        page.keyboard().press("Home");
        assertThat(page.getAttribute("#accuracy", "aria-valuetext"))
                .startsWith("after 10 scored examples: linear-probe ");
        page.keyboard().press("ArrowRight");
        assertThat(page.getAttribute("#accuracy", "aria-valuenow")).isEqualTo("20");
        assertThat(page.textContent("#legend")).contains("v1").doesNotContain("v5");
        page.keyboard().press("Escape");
        assertThat(page.getAttribute("#accuracy", "aria-valuenow")).isEqualTo("300");
    }

    @Test
    void aPairIsChosenAndAnArmHiddenByKeyboard() throws IOException {
        server.put(CannedLoop.NAME, LOOP.live(300));
        Page page = openAt(300);
        page.focus("#pairs tbody tr:nth-child(4) button");
        page.keyboard().press("Enter");
        assertThat(plotted(page).at("/comparison/control").asText()).isEqualTo("no-share");
        assertThat(page.getAttribute("#pairs tbody tr:nth-child(4) button", "aria-pressed"))
                .isEqualTo("true");
        page.focus("#legend li:nth-child(2) button");
        page.keyboard().press("Space");
        assertThat(page.getAttribute("#legend li:nth-child(2) button", "aria-pressed"))
                .isEqualTo("false");
        // It stays so when figures come.
        server.publish(CannedLoop.NAME, LOOP.live(310));
        awaitScored(page, 310);
        assertThat(page.getAttribute("#legend li:nth-child(2) button", "aria-pressed"))
                .isEqualTo("false");
        assertThat(page.evaluate("() => document.activeElement.textContent"))
                .asString()
                .startsWith("no-share");
    }

    @Test
    void plotsSampleEfficiencyAndSaysHowManyExamplesWereNeeded() throws IOException {
        ObjectNode live = LOOP.live(2000);
        ((ObjectNode) live.at("/arms/0/efficiency"))
                .set("needed", MAPPER.readTree("[{\"level\": 0.1, \"examples\": 200}]"));
        for (int arm = 1; arm < 4; arm++) {
            ((ObjectNode) live.at("/arms/" + arm + "/efficiency"))
                    .set("needed", MAPPER.readTree("[{\"level\": 0.1, \"examples\": " + 50 * arm + "}]"));
        }
        server.put(CannedLoop.NAME, live);
        Page page = openAt(2000);
        JsonNode plotted = plotted(page).get("efficiency");
        JsonNode own = live.at("/arms/3/efficiency");
        assertThat(numbers(plotted.get("x"))).isEqualTo(numbers(own.get("trainedOn")));
        assertThat(numbers(plotted.at("/arms/deep-share"))).isEqualTo(numbers(own.get("accuracy")));
        assertThat(numbers(plotted.at("/fitted/deep-share"))).isEqualTo(numbers(own.get("fitted")));
        assertThat(page.textContent("#needed tbody")).isEqualTo("10%20050 (×0.25)100 (×0.50)150 (×0.75)");
        List<String> csv = Files.readAllLines(taken(page, "efficiency", "csv"));
        assertThat(csv.get(0)).startsWith("examples learned from,linear-probe,").endsWith("deep-share fitted");
        assertThat(csv).hasSize(1 + own.get("trainedOn").size());
        // Before anything was learned there is no curve, and the page says so.
        live.get("arms").forEach(arm -> ((ObjectNode) arm).remove("efficiency"));
        ((ObjectNode) live.get("counts")).put("scored", 2001);
        server.publish(CannedLoop.NAME, live);
        awaitScored(page, 2001);
        assertThat(page.isVisible("#needed")).isFalse();
        assertThat(page.isVisible("#needed-none")).isTrue();
    }

    @Test
    void aVersionLinksToItsLineage() throws IOException {
        ObjectNode live = LOOP.live(1200);
        server.put(CannedLoop.NAME, live);
        Page page = openAt(1200);
        assertThat(page.locator("#versions tbody tr").count()).isEqualTo(8);
        page.waitForSelector("#versions a");
        JsonNode newest = live.at("/arms/0/versions/18");
        String digest = newest.get("digest").asText();
        assertThat(page.getAttribute("#versions tbody tr:nth-child(1) a", "href"))
                .isEqualTo(PageServer.REGISTRY + "/v1/versions/" + digest);
        assertThat(page.getAttribute("#arms tbody tr:nth-child(1) a", "href")).endsWith(digest);
        double right = Math.round(1200 * live.at("/arms/0/accuracy").asDouble())
                - newest.get("rightBefore").asDouble();
        assertThat(page.textContent("#versions tbody tr:nth-child(1)"))
                .startsWith("linear-probev19" + digest.substring(0, 8) + "1,152")
                .endsWith(String.format(
                        Locale.ROOT,
                        "%.1f%%",
                        100 * right / (1201 - newest.get("servedFrom").asInt())));
    }

    @Test
    void theListOfExperimentsLeadsToEachOfThemByKeyboard() throws IOException {
        ArrayNode list = LOOP.experiments();
        ObjectNode control = new CannedLoop("wordnet-aa", 300, 3).summary();
        control.put("mode", "split")
                .put("samePolicy", true)
                .put("falseAlarms", 1)
                .put("scored", 300);
        list.insert(0, control);
        server.experiments(list);
        server.put(CannedLoop.NAME, LOOP.live(500));
        ObjectNode same = new CannedLoop("wordnet-aa", 300, 3).live(300);
        same.get("pairs").forEach(pair -> ((ObjectNode) pair).put("samePolicy", true));
        server.put("wordnet-aa", same);
        Page page = openAt(500);
        assertThat(page.inputValue("#experiment")).as("not the A/A control").isEqualTo(CannedLoop.NAME);
        assertThat(page.textContent("#experiments tbody"))
                .isEqualTo(
                        "wordnet-aarunningsplit, A/A43001 false alarmwordnetrunningpaired43,0005 of 6 pairs decided");
        assertThat(page.textContent("#alarms"))
                .isEqualTo("A/A control wordnet-aa, arms with one policy: 1 false alarm in 300 labels.");
        assertThat(page.getAttribute("#experiments a[aria-current]", "href")).isEqualTo("#experiment=wordnet");
        page.focus("#experiments tbody tr:nth-child(1) a");
        page.keyboard().press("Enter");
        awaitScored(page, 300);
        assertThat(page.textContent("#kicker")).startsWith("A/A control");
        assertThat(page.getAttribute("#experiments a[aria-current]", "href")).isEqualTo("#experiment=wordnet-aa");
    }

    @Test
    void saysWhatHappenedWhileItWasOpen() throws IOException {
        ObjectNode live = LOOP.live(500);
        server.put(CannedLoop.NAME, live);
        Page page = openAt(500);
        awaitLink(page, "live");
        assertThat(page.textContent("#happened")).contains("deep-share version 8 published, learned from 448");
        ObjectNode next = LOOP.live(510);
        ((ObjectNode) next.at("/pairs/0")).put("verdict", "equivalent").put("sentence", "they are equivalent");
        ((ObjectNode) next.at("/guards/0")).put("tripped", true);
        server.publish(CannedLoop.NAME, next);
        awaitScored(page, 510);
        assertThat(page.textContent("#happened")).contains("they are equivalent", "guard dose tripped");
    }

    @Test
    void aTableStandsBehindEveryPlot() throws IOException {
        ObjectNode live = LOOP.live(1200);
        server.put(CannedLoop.NAME, live);
        Page page = openAt(1200);
        for (String figure : List.of("accuracy", "comparison", "efficiency")) {
            page.focus("details[data-figure=" + figure + "] summary");
            page.keyboard().press("Enter");
            page.waitForSelector("details[data-figure=" + figure + "] tbody tr");
            assertThat(page.locator("details[data-figure=" + figure + "] tbody tr")
                            .count())
                    .isBetween(10, 20);
        }
        assertThat(page.textContent("details[data-figure=accuracy] tbody tr:last-child"))
                .startsWith("1,200"
                        + String.format(
                                Locale.ROOT, "%.3f", live.at("/arms/0/accuracy").asDouble()));
    }

    @Test
    void asksNothingOfOtherHosts() throws IOException {
        List<String> hosts = new ArrayList<>();
        server.put(CannedLoop.NAME, LOOP.live(500));
        Page page = browser.page(1280, 900, ColorScheme.LIGHT);
        pages.add(page);
        page.onRequest(request -> hosts.add(URI.create(request.url()).getHost()));
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                consoleErrors.add(message.text());
            }
        });
        page.navigate(server.url());
        awaitScored(page, 500);
        page.waitForFunction("() => window.affix.plotted() !== null");
        assertThat(hosts).isNotEmpty().containsOnly("127.0.0.1");
        assertThat(consoleErrors).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1440, 900, LIGHT, light-desktop",
        "1280, 800, DARK, dark-1280",
        "390, 844, LIGHT, phone",
        "360, 780, DARK, small-phone"
    })
    void isReadableAt(int width, int height, ColorScheme scheme, String name) throws IOException {
        server.put(CannedLoop.NAME, LOOP.live(LOOP.most() - 10));
        Page page = browser.page(width, height, scheme);
        pages.add(page);
        page.navigate(server.url());
        awaitScored(page, LOOP.most() - 10);
        awaitLink(page, "live");
        server.publish(CannedLoop.NAME, LOOP.live(LOOP.most()));
        awaitScored(page, LOOP.most());
        page.waitForFunction("() => window.affix.plotted() !== null");
        screenshot(page, name);

        assertThat(sidewaysScroll(page)).as("pixels to scroll sideways").isLessThanOrEqualTo(0);
        Number smallest = (Number) page.evaluate("() => Math.min(...[...document.querySelectorAll('body *')]"
                + ".filter(e => e.checkVisibility() && [...e.childNodes].some(c => c.nodeType === 3 && c.data.trim()))"
                + ".map(e => parseFloat(getComputedStyle(e).fontSize)))");
        assertThat(smallest.doubleValue()).as("smallest text, in pixels").isGreaterThanOrEqualTo(11);
        Object cut = page.evaluate("() => [...document.querySelectorAll('h1, h2, dd, dt, td, th, button, p')]"
                + ".filter(e => e.checkVisibility() && !e.classList.contains('unseen') && e.scrollWidth > e.clientWidth + 1"
                + " && getComputedStyle(e).display !== 'inline').map(e => e.textContent).join('|')");
        assertThat(cut).as("texts that are cut off").isEqualTo("");
    }

    @Test
    void longNamesDoNotWidenThePage() throws IOException {
        String longest = "n".repeat(63);
        String live = LOOP.live(500).toString().replace("deep-share", longest);
        server.put(CannedLoop.NAME, MAPPER.readTree(live));
        Page page = browser.page(360, 780, ColorScheme.LIGHT);
        pages.add(page);
        page.navigate(server.url());
        awaitScored(page, 500);
        page.waitForFunction("() => window.affix.plotted() !== null");
        assertThat(page.textContent("#headline")).contains(longest);
        assertThat(sidewaysScroll(page)).isLessThanOrEqualTo(0);
    }

    @Test
    void oneArmIsShownWithoutAComparison() throws IOException {
        ObjectNode live = LOOP.live(500);
        ArrayNode arms = (ArrayNode) live.get("arms");
        while (arms.size() > 1) {
            arms.remove(1);
        }
        live.putArray("pairs");
        server.put(CannedLoop.NAME, live);
        Page page = openAt(500);
        assertThat(page.textContent("#headline")).isEqualTo("One arm, nothing to compare");
        assertThat(page.isVisible("#difference")).isFalse();
        assertThat(plotted(page).get("comparison").isNull()).isTrue();
        assertThat(numbers(plotted(page).at("/accuracy/arms/linear-probe"))).hasSize(50);
    }

    /** Pixels by which the page is wider than the window. */
    private static int sidewaysScroll(Page page) {
        Object pixels =
                page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth");
        return ((Number) pixels).intValue();
    }

    private Page openAt(int scored) {
        Page page = open("");
        awaitScored(page, scored);
        page.waitForFunction("() => window.affix.plotted() !== null");
        return page;
    }

    private Page open(String hash) {
        Page page = browser.page(1280, 900, ColorScheme.LIGHT);
        pages.add(page);
        page.navigate(server.url() + hash);
        return page;
    }

    /** The text of one of the page's modules, which can be imported there; the page itself takes a second to open. */
    private Page openModule(String name) {
        Page page = browser.page(1280, 900, ColorScheme.LIGHT);
        pages.add(page);
        page.navigate(server.url() + "js/" + name);
        return page;
    }

    private static void awaitScored(Page page, int scored) {
        page.waitForFunction("n => window.affix?.document()?.counts.scored === n", scored);
    }

    /** Waits until the lamp shows that state; "polling" counts only as itself. */
    private static void awaitLink(Page page, String kind) {
        page.waitForFunction("kind => document.getElementById('link').dataset.kind === kind", kind);
    }

    private static void screenshot(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(SCREENSHOTS.resolve(name + ".png"))
                .setFullPage(true));
    }

    private static JsonNode plotted(Page page) throws JsonProcessingException {
        return MAPPER.readTree((String) page.evaluate("() => JSON.stringify(window.affix.plotted())"));
    }

    private static JsonNode pair(JsonNode live, String a, String b) {
        for (JsonNode pair : live.get("pairs")) {
            if (pair.get("armA").asText().equals(a) && pair.get("armB").asText().equals(b)) {
                return pair;
            }
        }
        throw new AssertionError("no pair " + a + ", " + b);
    }

    private static List<Double> numbers(JsonNode array) {
        List<Double> numbers = new ArrayList<>();
        array.forEach(value -> numbers.add(value.asDouble()));
        return numbers;
    }

    /** The same with the other sign (and never −0). */
    private static List<Double> turned(JsonNode array) {
        return numbers(array).stream().map(value -> 0 - value).toList();
    }
}
