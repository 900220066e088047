package dev.affix.lab.convergence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;

/**
 * All trials of a study. Each is written to a CSV file when it is done, so that a study that was stopped goes on where it was. A
 * trial depends on the seed and on nothing else: the number of threads and the order change no result.
 */
final class Study {
    private static final String[] COLUMNS = {
        "seed", "contestant", "atoms", "n", "repeat", "weights", "singletons", "crowded", "d1_r1", "d1_r2", "d2_d3"
    };
    private static final CSVFormat FORMAT = CSVFormat.DEFAULT
            .builder()
            .setHeader(COLUMNS)
            .setRecordSeparator('\n')
            .get();

    private final Path file;
    private final long seed;

    Study(Path file, long seed) {
        this.file = file;
        this.seed = seed;
    }

    /** Returns every trial of the given sizes: each contestant exactly specified and with one atom too many. */
    static List<Trial> trials(List<Integer> sizes, int repeats) {
        List<Trial> trials = new ArrayList<>();
        for (int n : sizes) {
            for (int repeat = 0; repeat < repeats; repeat++) {
                for (Sharing sharing : Sharing.values()) {
                    trials.add(new Trial(sharing, Truth.ATOMS, n, repeat));
                    trials.add(new Trial(sharing, Truth.ATOMS + 1, n, repeat));
                }
            }
        }
        return trials;
    }

    /**
     * Runs the trials that the file does not have yet.
     *
     * @param progress called with the number of trials done and of all to be done now, from any thread, one at a time
     * @return the losses of all trials asked for
     */
    Map<Trial, VoronoiLoss> run(List<Trial> trials, int threads, BiConsumer<Integer, Integer> progress)
            throws IOException, InterruptedException {
        Map<Trial, VoronoiLoss> known = read();
        List<Trial> missing = trials.stream()
                .filter(trial -> !known.containsKey(trial))
                // Long ones first: no thread is left with one at the end.
                .sorted(Comparator.comparingInt(Trial::n).reversed())
                .toList();
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        boolean begin = !Files.exists(file);
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try (Writer writer = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                CSVPrinter printer = new CSVPrinter(
                        writer, FORMAT.builder().setSkipHeaderRecord(!begin).get())) {
            int[] done = {0};
            progress.accept(0, missing.size());
            List<Future<?>> running = new ArrayList<>();
            for (Trial trial : missing) {
                running.add(executor.submit(() -> {
                    VoronoiLoss loss = trial.run(seed);
                    synchronized (printer) {
                        known.put(trial, loss);
                        write(printer, trial, loss);
                        progress.accept(++done[0], missing.size());
                    }
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            executor.shutdownNow();
        }
        Map<Trial, VoronoiLoss> asked = new LinkedHashMap<>();
        synchronized (known) {
            for (Trial trial : trials) {
                VoronoiLoss loss = known.get(trial);
                if (loss != null) {
                    asked.put(trial, loss);
                }
            }
        }
        return asked;
    }

    private void write(CSVPrinter printer, Trial trial, VoronoiLoss loss) {
        try {
            printer.printRecord(
                    seed,
                    trial.sharing().name(),
                    trial.atoms(),
                    trial.n(),
                    trial.repeat(),
                    loss.weights(),
                    loss.singletons(),
                    loss.crowded(),
                    loss.first(),
                    loss.second(),
                    loss.mixed());
            printer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<Trial, VoronoiLoss> read() throws IOException {
        Map<Trial, VoronoiLoss> known = new LinkedHashMap<>();
        if (!Files.exists(file)) {
            return known;
        }
        try (CSVParser parser = CSVParser.parse(
                file,
                java.nio.charset.StandardCharsets.UTF_8,
                CSVFormat.DEFAULT.builder().setHeader().get())) {
            if (!parser.getHeaderNames().equals(Arrays.asList(COLUMNS))) {
                throw new IOException(file + " has columns " + parser.getHeaderNames() + " where "
                        + Arrays.toString(COLUMNS) + " are needed; name another folder with --output");
            }
            for (CSVRecord row : parser) {
                // The last line of a study that was stopped may be cut.
                if (row.isConsistent() && Long.parseLong(row.get("seed")) == seed) {
                    known.put(
                            new Trial(
                                    Sharing.valueOf(row.get("contestant")),
                                    Integer.parseInt(row.get("atoms")),
                                    Integer.parseInt(row.get("n")),
                                    Integer.parseInt(row.get("repeat"))),
                            new VoronoiLoss(
                                    Double.parseDouble(row.get("weights")),
                                    Double.parseDouble(row.get("singletons")),
                                    Double.parseDouble(row.get("crowded")),
                                    Double.parseDouble(row.get("d1_r1")),
                                    Double.parseDouble(row.get("d1_r2")),
                                    Double.parseDouble(row.get("d2_d3"))));
                }
            }
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    file + " cannot be read: " + e.getMessage()
                            + "; delete its damaged line or name another folder with --output",
                    e);
        }
        return known;
    }
}
