package dev.affix.inference.answering;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/** Answers any number of rows in as few engine calls as the limits allow, in parallel. Thread-safe. */
public final class Answering {
    private final Model model;
    private final Executor workers;
    private final int parallelism;
    private final int maxRows;

    /**
     * Creates one.
     *
     * @param workers runs the engine's calls
     * @param parallelism threads of {@code workers}
     * @param maxRows rows of one engine call, at most
     */
    public Answering(Model model, Executor workers, int parallelism, int maxRows) {
        this.model = model;
        this.workers = workers;
        this.parallelism = parallelism;
        this.maxRows = maxRows;
    }

    /** Returns the model. */
    public Model model() {
        return model;
    }

    /**
     * Answers rows, in their order. Waits for the workers.
     *
     * @throws IllegalStateException if a row's adapter is not resident
     */
    public List<float[]> answer(List<Row> rows) {
        int[] lengths = rows.stream().mapToInt(row -> row.tokens().length()).toArray();
        float[][] answers = new float[rows.size()][];
        List<CompletableFuture<Void>> calls = new ArrayList<>();
        for (int[] indexes : BatchPlan.of(lengths, parallelism, maxRows)) {
            calls.add(CompletableFuture.runAsync(() -> call(rows, indexes, answers), workers));
        }
        try {
            CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IllegalStateException notResident) {
                throw notResident;
            }
            throw e;
        }
        return List.of(answers);
    }

    private void call(List<Row> rows, int[] indexes, float[][] answers) {
        List<Row> call = new ArrayList<>(indexes.length);
        for (int index : indexes) {
            call.add(rows.get(index));
        }
        List<float[]> answered = model.answer(call);
        for (int i = 0; i < indexes.length; i++) {
            answers[indexes[i]] = answered.get(i);
        }
    }
}
