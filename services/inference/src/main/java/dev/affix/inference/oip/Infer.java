package dev.affix.inference.oip;

import dev.affix.inference.answering.Answering;
import dev.affix.inference.answering.LogProbabilities;
import dev.affix.inference.answering.OverloadedException;
import dev.affix.inference.answering.Row;
import dev.affix.inference.answering.RowAnswer;
import dev.affix.inference.answering.TokenLimit;
import dev.affix.inference.config.InferenceConfig;
import dev.affix.inference.follow.BankFullException;
import dev.affix.inference.follow.Guests;
import dev.affix.inference.follow.RefusedException;
import dev.affix.inference.follow.VersionSource.UnavailableException;
import dev.affix.inference.roster.Readiness;
import dev.affix.inference.roster.Roster;
import dev.affix.inference.roster.Rosters;
import dev.affix.inference.roster.ServedVersion;
import dev.affix.prefix.tokenizer.Tokens;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Answers inference calls, each wholly by one version; calls at the same time share batches. Thread-safe. */
@ApplicationScoped
public class Infer {
    private final Answering answering;
    private final TokenLimit limit;
    private final Rosters rosters;
    private final Guests guests;
    private final Readiness readiness;
    private final InferenceConfig config;

    Infer(
            Answering answering,
            TokenLimit limit,
            Rosters rosters,
            Guests guests,
            Readiness readiness,
            InferenceConfig config) {
        this.answering = answering;
        this.limit = limit;
        this.rosters = rosters;
        this.guests = guests;
        this.readiness = readiness;
        this.config = config;
    }

    /**
     * Answers a call.
     *
     * @param asked number of the version that must answer, null for the one that answers now
     */
    InferResponse answer(String model, @Nullable String asked, InferRequest request) {
        Set<String> outputs = Texts.outputs(request);
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
        Duration deadline = Texts.deadline(request, config.httpQueueTime());
        try (Rosters.Lease lease = rosters.lease()) {
            try (Guests.@Nullable Visit visit = visit(lease.roster(), model, adapter)) {
                ServedVersion version = visit == null
                        ? Selection.version(lease.roster(), model, adapter, unit)
                        : Selection.guest(lease.roster(), model, visit.version());
                return answer(model, request, texts, outputs, deadline, expected(model, asked, version));
            }
        } catch (UnavailableException e) {
            throw e.unknown()
                    ? ProtocolException.notFound("Adapter '" + adapter + "' is not known to the registry")
                    : ProtocolException.unavailable("Adapter '" + adapter + "' cannot be had now: " + e.getMessage());
        } catch (RefusedException e) {
            throw ProtocolException.badRequest("Adapter '" + adapter + "' cannot be used: " + e.getMessage());
        } catch (OverloadedException e) {
            throw ProtocolException.busy(String.valueOf(e.getMessage()));
        } catch (BankFullException e) {
            throw ProtocolException.unavailable(String.valueOf(e.getMessage()));
        }
    }

    /** Returns the visit of a version that no roster names, null if the call names none such. */
    private Guests.@Nullable Visit visit(Roster roster, String model, @Nullable String adapter)
            throws UnavailableException, RefusedException {
        if (adapter == null || !Selection.isGuest(roster, adapter)) {
            return null;
        }
        // Before anything is fetched for it.
        Selection.labels(roster, model);
        return guests.visit(adapter);
    }

    private static ServedVersion expected(String model, @Nullable String asked, ServedVersion version) {
        if (asked != null && !asked.equals(Long.toString(version.version()))) {
            throw ProtocolException.notFound("Model '" + model + "' would answer with version " + version.version()
                    + ", not '" + asked + "'; name another by parameters.adapter");
        }
        return version;
    }

    private InferResponse answer(
            String model,
            InferRequest request,
            List<String> texts,
            Set<String> outputs,
            Duration deadline,
            ServedVersion version) {
        if (!answering.hasRoom()) {
            // Before it is read: reading takes time too.
            throw ProtocolException.busy("The service is busy; try again later");
        }
        List<Tokens> read = answering.model().encode(texts);
        List<Row> rows = new ArrayList<>(read.size());
        for (int i = 0; i < read.size(); i++) {
            String field = "'inputs[0].data[" + i + "]' ";
            limit.problem(read.get(i)).ifPresent(problem -> {
                throw ProtocolException.badRequest(field + problem);
            });
            rows.add(new Row(read.get(i), version.digest()));
        }
        return response(model, request, outputs, version, RowAnswer.logProbabilities(answering.answer(rows, deadline)));
    }

    private static InferResponse response(
            String model, InferRequest request, Set<String> outputs, ServedVersion version, List<float[]> answers) {
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
                Stream.of(
                                new Tensor(Texts.LABEL, List.of(texts), "BYTES", labels),
                                new Tensor(Texts.LOG_PROBABILITIES, List.of(texts, classes), "FP32", logProbabilities))
                        .filter(output -> outputs.contains(output.name()))
                        .toList());
    }
}
