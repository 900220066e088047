package dev.affix.prefix.adapter;

import dev.affix.prefix.backbone.BackboneConfig;
import dev.affix.prefix.safetensors.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * An adapter as files in the layout of Hugging Face PEFT: {@code adapter_model.safetensors} and
 * {@code adapter_config.json}. The SHA-256 of the model file is the adapter's identity, and two instances with the same
 * digest are equal. The same adapter always gives the same bytes. Immutable.
 */
public final class AdapterFile {
    public static final String MODEL = "adapter_model.safetensors";
    public static final String CONFIG = "adapter_config.json";

    private final byte[] model;
    private final String config;
    private final String digest;

    private AdapterFile(byte[] model, String config) {
        this.model = model;
        this.config = config;
        this.digest = Sha256.hex(model);
    }

    public static AdapterFile of(Adapter adapter) {
        return new AdapterFile(AdapterModel.write(adapter), PeftConfig.of(adapter));
    }

    /**
     * Reads a model file for any backbone.
     *
     * @throws InvalidAdapterException if the bytes are not an adapter written by Affix
     */
    public static Adapter read(byte[] model) throws InvalidAdapterException {
        return AdapterModel.read(model);
    }

    /**
     * Reads a model file for one backbone.
     *
     * @throws InvalidAdapterException as {@link #read(byte[])}, and if the adapter was tuned on other weights
     */
    public static Adapter read(byte[] model, BackboneConfig backbone, String backboneDigest)
            throws InvalidAdapterException {
        Adapter adapter = read(model);
        if (!adapter.backboneDigest().equals(backboneDigest)) {
            throw new InvalidAdapterException("The adapter was tuned on backbone " + adapter.backboneDigest()
                    + " and cannot be used with backbone " + backboneDigest);
        }
        if (!adapter.fits(backbone)) {
            throw new InvalidAdapterException(adapter + " does not fit its backbone of " + backbone.layers()
                    + " layers, " + backbone.keyValueHeads() + " key and value heads of width " + backbone.headDim());
        }
        return adapter;
    }

    /** Writes both files, each replaced atomically, the model first; the directory is created if needed. */
    public void writeTo(Path directory) throws IOException {
        Files.createDirectories(directory);
        replace(directory.resolve(MODEL), model);
        replace(directory.resolve(CONFIG), config.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads both files.
     *
     * @throws InvalidAdapterException if the model file is not an adapter, or the configuration is another adapter's
     * @throws IOException if a file cannot be read
     */
    public static AdapterFile readFrom(Path directory) throws IOException, InvalidAdapterException {
        byte[] model = Files.readAllBytes(directory.resolve(MODEL));
        String config = Files.readString(directory.resolve(CONFIG));
        PeftConfig.requireMatch(config, read(model));
        return new AdapterFile(model, config);
    }

    /** The bytes of {@code adapter_model.safetensors}, as a fresh copy. */
    public byte[] model() {
        return model.clone();
    }

    /** The text of {@code adapter_config.json}. */
    public String config() {
        return config;
    }

    /** Lower-case hex SHA-256 of {@link #model()}. */
    public String digest() {
        return digest;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AdapterFile that && digest.equals(that.digest);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }

    @Override
    public String toString() {
        return "AdapterFile[" + digest + "]";
    }

    private static void replace(Path file, byte[] content) throws IOException {
        Path temporary = Files.createTempFile(file.toAbsolutePath().getParent(), file.getFileName() + ".", ".tmp");
        try {
            Files.write(temporary, content);
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
