package dev.affix.metrics.page;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Headless Chromium for tests of pages on this machine.
 *
 * <p>The executable is the one named by the environment variable CHROMIUM, else {@code chromium}, {@code
 * chromium-browser} or {@code google-chrome} on the PATH, else the one that Playwright downloads. Not thread-safe: use it
 * from the thread that launched it.
 */
final class Browser implements AutoCloseable {
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");
    /** Quiet and self-contained: no GPU, no sandbox (tests run as root in containers), nothing asked of the internet. */
    private static final List<String> FLAGS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private final Playwright playwright;
    private final com.microsoft.playwright.Browser chromium;

    private Browser(Playwright playwright, com.microsoft.playwright.Browser chromium) {
        this.playwright = playwright;
        this.chromium = chromium;
    }

    /**
     * Starts it.
     *
     * @throws IllegalStateException if there is none and none can be downloaded; says what to do
     */
    static Browser launch() {
        Optional<Path> installed = installed();
        Playwright.CreateOptions create = new Playwright.CreateOptions();
        installed.ifPresent(path -> create.setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        Playwright playwright = null;
        try {
            playwright = Playwright.create(create);
            BrowserType.LaunchOptions options =
                    new BrowserType.LaunchOptions().setHeadless(true).setArgs(FLAGS);
            installed.ifPresent(options::setExecutablePath);
            return new Browser(playwright, playwright.chromium().launch(options));
        } catch (PlaywrightException e) {
            if (playwright != null) {
                playwright.close();
            }
            throw new IllegalStateException(
                    "No headless Chromium could be started from "
                            + installed.map(Path::toString).orElse("the PATH or Playwright's download")
                            + ". Install one (Debian and Ubuntu: apt-get install chromium) or set CHROMIUM to the path of"
                            + " its executable.",
                    e);
        }
    }

    private static Optional<Path> installed() {
        String named = System.getenv("CHROMIUM");
        if (named != null && !named.isBlank()) {
            return Optional.of(Path.of(named));
        }
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        List<Path> folders = new ArrayList<>();
        Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(path)
                .filter(folder -> !folder.isBlank())
                .forEach(folder -> folders.add(Path.of(folder)));
        Stream<Path> candidates =
                NAMES.stream().flatMap(name -> folders.stream().map(folder -> folder.resolve(name)));
        return candidates.filter(Files::isExecutable).findFirst();
    }

    /** A fresh profile with one empty page of that size, without animations. Close its {@link Page#context()} after. */
    Page page(int width, int height, ColorScheme scheme) {
        BrowserContext context = chromium.newContext(new com.microsoft.playwright.Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setDeviceScaleFactor(2)
                .setColorScheme(scheme)
                .setReducedMotion(ReducedMotion.REDUCE)
                .setLocale("en-GB"));
        context.setDefaultTimeout(15_000);
        return context.newPage();
    }

    @Override
    public void close() {
        try {
            chromium.close();
        } finally {
            playwright.close();
        }
    }
}
