package dev.affix.metrics.topology;

import dev.affix.contracts.SourcePosition;
import dev.affix.metrics.join.Entry;
import dev.affix.metrics.join.SourceRecord;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Entries as bytes: a version, a kind, the fields. Binary, because entries carry whole records, whose bytes must stay as
 * they are.
 */
final class EntryCodec {
    private static final int VERSION = 2;
    private static final int UNPREDICTED = 1;
    private static final int UNLABELLED = 2;
    private static final int CLOSED = 3;

    private EntryCodec() {}

    static byte[] write(Entry entry) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            if (entry instanceof Entry.Unpredicted waiting) {
                out.writeByte(UNPREDICTED);
                out.writeLong(waiting.deadline());
                out.writeInt(waiting.labels().size());
                for (SourceRecord label : waiting.labels()) {
                    write(out, label);
                }
            } else if (entry instanceof Entry.Unlabelled pending) {
                out.writeByte(UNLABELLED);
                out.writeLong(pending.deadline());
                write(out, pending.prediction());
            } else if (entry instanceof Entry.Closed closed) {
                out.writeByte(CLOSED);
                out.writeLong(closed.deadline());
                out.writeBoolean(closed.label() != null);
                if (closed.label() != null) {
                    out.writeUTF(closed.label());
                }
                out.writeInt(closed.experiments().size());
                for (String experiment : closed.experiments()) {
                    out.writeUTF(experiment);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static Entry read(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readByte();
            if (version != VERSION) {
                throw new IllegalStateException("stored entry of version " + version + "; this service writes "
                        + VERSION + ". Use the service that wrote it, or another application id.");
            }
            int kind = in.readByte();
            long deadline = in.readLong();
            return switch (kind) {
                case UNPREDICTED -> new Entry.Unpredicted(deadline, readAll(in));
                case UNLABELLED -> new Entry.Unlabelled(deadline, readOne(in));
                case CLOSED -> new Entry.Closed(deadline, in.readBoolean() ? in.readUTF() : null, readNames(in));
                default -> throw new IllegalStateException("stored entry of kind " + kind);
            };
        } catch (IOException e) {
            throw new UncheckedIOException("stored entry is damaged", e);
        }
    }

    private static void write(DataOutputStream out, SourceRecord record) throws IOException {
        out.writeUTF(record.topic());
        out.writeInt(record.position().partition());
        out.writeLong(record.position().offset());
        out.writeLong(record.timestamp());
        writeBytes(out, record.key());
        writeBytes(out, record.value());
        out.writeInt(record.headers().size());
        for (SourceRecord.Header header : record.headers()) {
            out.writeUTF(header.name());
            writeBytes(out, header.value());
        }
    }

    private static SourceRecord readOne(DataInputStream in) throws IOException {
        String topic = in.readUTF();
        SourcePosition position = new SourcePosition(in.readInt(), in.readLong());
        long timestamp = in.readLong();
        byte[] key = readBytes(in);
        byte[] value = readBytes(in);
        List<SourceRecord.Header> headers = new ArrayList<>();
        for (int n = in.readInt(); n > 0; n--) {
            headers.add(new SourceRecord.Header(in.readUTF(), readBytes(in)));
        }
        return new SourceRecord(topic, position, timestamp, key, value, headers);
    }

    private static List<SourceRecord> readAll(DataInputStream in) throws IOException {
        List<SourceRecord> records = new ArrayList<>();
        for (int n = in.readInt(); n > 0; n--) {
            records.add(readOne(in));
        }
        return records;
    }

    private static List<String> readNames(DataInputStream in) throws IOException {
        List<String> names = new ArrayList<>();
        for (int n = in.readInt(); n > 0; n--) {
            names.add(in.readUTF());
        }
        return names;
    }

    private static void writeBytes(DataOutputStream out, byte @Nullable [] bytes) throws IOException {
        out.writeInt(bytes == null ? -1 : bytes.length);
        if (bytes != null) {
            out.write(bytes);
        }
    }

    private static byte @Nullable [] readBytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length < 0 ? null : in.readNBytes(length);
    }
}
