package dev.affix.standalone.demo;

import dev.affix.standalone.CommandFailure;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The built programs.
 *
 * @param home the repository's top folder
 * @param launcher this launcher's own jar; beside it its libraries
 * @param java the Java program that runs this launcher
 */
record Installation(Path home, Path launcher, Path java) {
    /** Finds the programs from where this class was loaded: {@code <home>/services/standalone/target/<jar>}. */
    static Installation find() {
        try {
            Path own = Path.of(Installation.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            Path target = parent(own);
            Path home = parent(parent(parent(target)));
            return new Installation(
                    home,
                    target.resolve("affix-standalone.jar"),
                    Path.of(System.getProperty("java.home"), "bin", "java"));
        } catch (URISyntaxException e) {
            throw new IllegalStateException("The launcher's own location is no URI", e);
        }
    }

    private static Path parent(Path path) {
        Path parent = path.getParent();
        if (parent == null) {
            throw CommandFailure.failed("The launcher does not run from services/standalone/target. Use ./affix.");
        }
        return parent;
    }

    /** Returns the program of a service. */
    Path service(String name) {
        Path jar = home.resolve("services").resolve(name).resolve("target/quarkus-app/quarkus-run.jar");
        if (!Files.isRegularFile(jar)) {
            throw CommandFailure.failed(
                    "The " + name + " service is not built: " + jar + " is missing. Run ./affix build.");
        }
        return jar;
    }

    /** Returns where PyTorch's native libraries are unpacked, shared with the build's tests. */
    Path nativeLibraries() {
        return home.resolve("target").resolve("djl-cache");
    }

    /** Returns a path as the user would write it from where they are, if that is shorter. */
    static String shown(Path path) {
        Path here = Path.of("").toAbsolutePath();
        return path.startsWith(here) ? here.relativize(path).toString() : path.toString();
    }
}
