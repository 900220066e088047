package dev.affix.inference.follow;

import dev.affix.inference.Samples;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A bank that keeps files as they are and looks into none. */
final class FakeBank implements AdapterBank {
    final Map<String, byte[]> files = new LinkedHashMap<>();
    boolean decoder;

    @Override
    public void load(String digest, byte[] file, List<String> labels) {
        files.put(digest, file);
    }

    @Override
    public long bytes() {
        return files.values().stream().mapToLong(file -> file.length).sum();
    }

    @Override
    public boolean resident(String digest) {
        return files.containsKey(digest);
    }

    @Override
    public boolean generates() {
        return decoder;
    }

    @Override
    public int positions() {
        return 512;
    }

    @Override
    public String backboneName() {
        return "tiny";
    }

    @Override
    public String backboneDigest() {
        return Samples.BACKBONE;
    }
}
