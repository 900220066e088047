package dev.affix.standalone.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a process wrote to its log file since some moment.
 *
 * @param file the log file
 * @param from where the file ended at that moment, in bytes
 */
public record LogTail(Path file, long from) {
    private static final int LARGEST = 1 << 20;

    /** Returns a tail that begins at the file's present end. */
    public static LogTail fromNow(Path file) {
        try {
            return new LogTail(file, Files.exists(file) ? Files.size(file) : 0);
        } catch (IOException e) {
            return new LogTail(file, 0);
        }
    }

    boolean anyLineStartsWith(String start) {
        return text().lines().anyMatch(line -> line.startsWith(start));
    }

    /** Returns the last lines; none if the file cannot be read. */
    public List<String> last(int lines) {
        List<String> all = text().lines().filter(line -> !line.isBlank()).toList();
        return all.subList(Math.max(0, all.size() - lines), all.size());
    }

    /** Returns at most the last mebibyte of it. */
    private String text() {
        try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "r")) {
            long start = Math.max(from, opened.length() - LARGEST);
            byte[] bytes = new byte[(int) Math.max(0, opened.length() - start)];
            opened.seek(start);
            opened.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
