package dev.affix.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The live page as headless Chromium shows it. The browser is a {@code chromium} or {@code google-chrome} on the PATH, or
 * the one that Playwright downloads.
 *
 * @param document the API document that was drawn
 * @param plotted what the charts were given
 */
record ShownPage(JsonNode document, JsonNode plotted) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Loads the page, waits until it has drawn a document with so many scored examples, and takes a screenshot. */
    static ShownPage load(String address, int scored, Path screenshot) throws IOException {
        Optional<Path> installed = Pattern.compile(":")
                .splitAsStream(Optional.ofNullable(System.getenv("PATH")).orElse(""))
                .flatMap(folder -> Stream.of("chromium", "google-chrome").map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
        Playwright.CreateOptions create = new Playwright.CreateOptions();
        installed.ifPresent(path -> create.setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        BrowserType.LaunchOptions options = new BrowserType.LaunchOptions()
                .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-background-networking"));
        installed.ifPresent(options::setExecutablePath);
        try (Playwright playwright = Playwright.create(create);
                Browser browser = playwright.chromium().launch(options)) {
            Page page = browser.newPage(new Browser.NewPageOptions().setViewportSize(1280, 1400));
            page.setDefaultTimeout(60_000);
            page.navigate(address);
            page.waitForFunction(
                    "n => window.affix?.document()?.counts.scored === n && window.affix.plotted() !== null", scored);
            page.screenshot(new Page.ScreenshotOptions().setFullPage(true).setPath(screenshot));
            return new ShownPage(
                    JSON.readTree((String) page.evaluate("JSON.stringify(window.affix.document())")),
                    JSON.readTree((String) page.evaluate("JSON.stringify(window.affix.plotted())")));
        }
    }
}
