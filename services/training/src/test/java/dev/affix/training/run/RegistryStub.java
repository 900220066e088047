package dev.affix.training.run;

import dev.affix.contracts.AdapterPublished;
import dev.affix.contracts.InvalidRecordException;
import dev.affix.contracts.Json;
import dev.affix.contracts.PublishVersion;
import dev.affix.prefix.adapter.AdapterFile;
import dev.affix.prefix.adapter.InvalidAdapterException;
import dev.affix.training.Samples;
import dev.affix.training.registry.RegistryApi;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The registry's promises, in memory. It refuses what the registry refuses, and can be down. */
public final class RegistryStub implements RegistryApi {
    private final Map<String, byte[]> blobs = new HashMap<>();
    private final List<PublishVersion> versions = new ArrayList<>();
    private final List<PublishVersion> calls = new ArrayList<>();
    private int callsUntilDown = Integer.MAX_VALUE;
    private int refused;

    @Override
    public synchronized void putBlob(String digest, byte[] content) {
        up();
        try {
            String actual = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(content));
            AdapterFile.read(content);
            if (!actual.equals(digest)) {
                throw new WebApplicationException(400);
            }
        } catch (NoSuchAlgorithmException | InvalidAdapterException e) {
            throw new WebApplicationException(e, 400);
        }
        blobs.put(digest, content);
    }

    @Override
    public synchronized void publish(String experiment, String arm, byte[] json) {
        up();
        PublishVersion version = read(json);
        if (!blobs.containsKey(version.digest())) {
            throw new WebApplicationException(409);
        }
        calls.add(version);
        boolean known =
                of(experiment, arm).stream().anyMatch(old -> old.digest().equals(version.digest()));
        if (!known) {
            versions.add(version);
        }
    }

    @Override
    public synchronized byte[] versions(String experiment, String arm) {
        up();
        List<AdapterPublished> answer = new ArrayList<>();
        for (PublishVersion version : of(experiment, arm)) {
            answer.add(new AdapterPublished(
                    experiment + "/" + arm,
                    answer.size() + 1,
                    version.digest(),
                    1,
                    version.config(),
                    version.labels(),
                    version.lineage(),
                    Samples.TIME));
        }
        return Json.write(answer);
    }

    synchronized void downAfter(int callCount) {
        callsUntilDown = callCount;
    }

    synchronized int refused() {
        return refused;
    }

    /** Versions of an experiment in the order of publication. */
    synchronized List<PublishVersion> of(String experiment) {
        return versions.stream()
                .filter(version -> version.lineage().experiment().equals(experiment))
                .toList();
    }

    synchronized List<PublishVersion> of(String experiment, String arm) {
        return of(experiment).stream()
                .filter(version -> version.lineage().arm().equals(arm))
                .toList();
    }

    /** Every publication that was asked for, repeated ones too. */
    synchronized List<PublishVersion> calls(String experiment) {
        return calls.stream()
                .filter(version -> version.lineage().experiment().equals(experiment))
                .toList();
    }

    private void up() {
        if (callsUntilDown == 0) {
            refused++;
            throw new ProcessingException("down, for the test");
        }
        callsUntilDown--;
    }

    private static PublishVersion read(byte[] json) {
        try {
            return Json.read(json, PublishVersion.class);
        } catch (InvalidRecordException e) {
            throw new WebApplicationException(e, 400);
        }
    }
}
