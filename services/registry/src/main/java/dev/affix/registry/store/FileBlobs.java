package dev.affix.registry.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * Blobs in a directory, one file each, in a folder named by the digest's first two digits. An upload goes to a
 * temporary file in that folder, is forced to disk and renamed.
 */
public final class FileBlobs implements Blobs {
    private static final String TEMPORARY = ".uploading";
    private static final Duration ABANDONED = Duration.ofHours(1);

    private final Path root;

    /**
     * Opens the store and removes what uploads of killed processes left.
     *
     * @param root its directory, created if missing
     * @throws IOException if it cannot be used
     */
    public FileBlobs(Path root, Instant now) throws IOException {
        this.root = Files.createDirectories(root.toAbsolutePath());
        removeAbandoned(FileTime.from(now.minus(ABANDONED)));
    }

    @Override
    public boolean put(String digest, InputStream content) throws IOException {
        Path target = path(digest);
        Path folder = target.resolveSibling("");
        Files.createDirectories(folder);
        Path temporary = folder.resolve(digest + "." + UUID.randomUUID() + TEMPORARY);
        try {
            String actual = write(temporary, content);
            if (!actual.equals(digest)) {
                throw new DigestMismatchException(digest, actual);
            }
            if (Files.exists(target)) {
                return false;
            }
            move(temporary, target);
            force(folder);
            return true;
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    @Override
    public Optional<Blob> open(String digest) throws IOException {
        try {
            FileChannel channel = FileChannel.open(path(digest), StandardOpenOption.READ);
            return Optional.of(new Blob(channel.size(), java.nio.channels.Channels.newInputStream(channel)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public OptionalLong size(String digest) throws IOException {
        try {
            return OptionalLong.of(Files.size(path(digest)));
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        }
    }

    private Path path(String digest) {
        return root.resolve(digest.substring(0, 2)).resolve(digest);
    }

    /** Returns the digest of what was written. */
    private static String write(Path file, InputStream content) throws IOException {
        MessageDigest sha256 = sha256();
        byte[] buffer = new byte[1 << 16];
        long size = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                size += read;
                if (size > MAX_SIZE) {
                    throw new BlobTooLargeException();
                }
                sha256.update(buffer, 0, read);
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, read);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
            channel.force(true);
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException("The file system of " + to + " cannot rename atomically. Use another for blobs.", e);
        }
    }

    /** A rename survives a power cut once its folder was forced. */
    private static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private void removeAbandoned(FileTime before) throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(root, Files::isDirectory)) {
            for (Path folder : folders) {
                try (DirectoryStream<Path> uploads = Files.newDirectoryStream(folder, "*" + TEMPORARY)) {
                    for (Path upload : uploads) {
                        if (Files.getLastModifiedTime(upload).compareTo(before) < 0) {
                            Files.deleteIfExists(upload);
                        }
                    }
                }
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
