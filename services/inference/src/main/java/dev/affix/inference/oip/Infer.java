package dev.affix.inference.oip;

import dev.affix.inference.answering.Answering;
import dev.affix.inference.answering.LogProbabilities;
import dev.affix.inference.answering.Row;
import dev.affix.inference.config.InferenceConfig;
import dev.affix.inference.follow.BankFullException;
import dev.affix.inference.follow.Guests;
import dev.affix.inference.follow.RefusedException;
import dev.affix.inference.follow.VersionSource.UnavailableException;
import dev.affix.inference.roster.Readiness;
import dev.affix.inference.roster.Rosters;
import dev.affix.inference.roster.ServedVersion;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Answers inference calls: a bounded number at the same time, each wholly by one version. Thread-safe. */
@ApplicationScoped
public class Infer {
    private final Answering answering;
    private final Rosters rosters;
    private final Guests guests;
    private final Readiness readiness;
    private final InferenceConfig config;
    private final Semaphore turns;

    Infer(Answering answering, Rosters rosters, Guests guests, Readiness readiness, InferenceConfig config) {
        this.answering = answering;
        this.rosters = rosters;
        this.guests = guests;
        this.readiness = readiness;
        this.config = config;
        this.turns = new Semaphore(config.httpConcurrency(), true);
    }

    InferResponse answer(String model, InferRequest request) {
        List<String> texts = Texts.of(request, config.httpMaxTexts());
        String adapter = Texts.parameter(request, "adapter");
        String id = Texts.id(request);
        String unit = Texts.parameter(request, "unit");
        if (unit == null) {
            unit = id == null ? UUID.randomUUID().toString() : id;
        }
        if (!readiness.isCaughtUp()) {
            throw ProtocolException.unavailable("The service is starting; try again soon");
        }
        takeTurn();
        try (Rosters.Lease lease = rosters.lease()) {
            if (adapter != null && Selection.isGuest(lease.roster(), adapter)) {
                // Before anything is fetched for it.
                Selection.labels(lease.roster(), model);
                try (Guests.Visit visit = guests.visit(adapter)) {
                    return answer(model, request, texts, Selection.guest(lease.roster(), model, visit.version()));
                }
            }
            return answer(model, request, texts, Selection.version(lease.roster(), model, adapter, unit));
        } catch (UnavailableException e) {
            throw e.unknown()
                    ? ProtocolException.notFound("Adapter '" + adapter + "' is not known to the registry")
                    : ProtocolException.unavailable("Adapter '" + adapter + "' cannot be had now: " + e.getMessage());
        } catch (RefusedException e) {
            throw ProtocolException.badRequest("Adapter '" + adapter + "' cannot be used: " + e.getMessage());
        } catch (BankFullException e) {
            throw ProtocolException.unavailable(String.valueOf(e.getMessage()));
        } finally {
            turns.release();
        }
    }

    private InferResponse answer(String model, InferRequest request, List<String> texts, ServedVersion version) {
        List<Row> rows = answering.model().encode(texts).stream()
                .map(tokens -> new Row(tokens, version.digest()))
                .toList();
        return response(model, request, version, answering.answer(rows));
    }

    private void takeTurn() {
        try {
            if (!turns.tryAcquire(config.httpQueueTime().toMillis(), TimeUnit.MILLISECONDS)) {
                throw ProtocolException.unavailable("The service is busy; try again later");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProtocolException.unavailable("The service is stopping");
        }
    }

    private static InferResponse response(
            String model, InferRequest request, ServedVersion version, List<float[]> answers) {
        List<Object> labels = new ArrayList<>();
        List<Object> logProbabilities = new ArrayList<>();
        for (float[] answer : answers) {
            labels.add(version.labels().get(LogProbabilities.best(answer)));
            logProbabilities.addAll(LogProbabilities.list(answer));
        }
        long texts = answers.size();
        long classes = version.labels().size();
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("adapter", version.digest());
        parameters.put("arm", version.arm());
        parameters.put("version", version.version());
        return new InferResponse(
                model,
                Long.toString(version.version()),
                request.id(),
                parameters,
                List.of(
                        new Tensor("label", List.of(texts), "BYTES", labels),
                        new Tensor("log_probabilities", List.of(texts, classes), "FP32", logProbabilities)));
    }
}
