package dev.affix.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatasetFileTest {
    private static final String TWENTY_GOOD_ROWS = "good,x\n".repeat(10) + "fine,y\n".repeat(10);

    private final Path folder;

    DatasetFileTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void csvWithQuotesCommasAndLineBreaksIsRead() throws Exception {
        Dataset read = read("shop.csv", "id,Text,label\n1,\"a, \"\"b\"\"\nsecond line\",x\n2,plain,y\n");

        assertThat(read.name()).isEqualTo("shop");
        assertThat(read.examples())
                .containsExactly(new LabelledText("a, \"b\"\nsecond line", "x"), new LabelledText("plain", "y"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"label", "category", "intent", "Intent"})
    void theLabelColumnIsFoundByItsUsualNames(String label) throws Exception {
        assertThat(read("a.csv", "text," + label + "\na,x\nb,y\n").labels()).containsExactly("x", "y");
        assertThat(read("a.jsonl", json("text", "a", label, "x") + "\n" + json("text", "b", label, "y"))
                        .labels())
                .containsExactly("x", "y");
    }

    @Test
    void columnsCanBeNamed() throws Exception {
        Path file = write("a.csv", "utterance,class,text\nu1,x,t1\nu2,y,t2\n");

        assertThat(DatasetFile.read(file, new Columns("utterance", "class"), false)
                        .examples())
                .containsExactly(new LabelledText("u1", "x"), new LabelledText("u2", "y"));
    }

    @Test
    void aMissingColumnIsNamedWithThoseThatExist() throws Exception {
        Path file = write("a.csv", "utterance,label\nu,x\n");

        assertThatThrownBy(() -> DatasetFile.read(file, Columns.DETECTED, false))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("no text column")
                .hasMessageContaining("utterance, label")
                .hasMessageContaining("--text-column");
    }

    @Test
    void badCsvRowsAreSkippedAndReportedWithTheirLine() throws Exception {
        Dataset read = read(
                "a.csv",
                "text,label\n\"two\nlines\",x\n,y\nonly one column\n" + "long ".repeat(2001) + ",y\n"
                        + TWENTY_GOOD_ROWS.repeat(2));

        assertThat(read.examples()).hasSize(41);
        assertThat(read.badRows())
                .containsExactly(
                        new BadRow(4, "text is blank"),
                        new BadRow(5, "has 1 columns instead of 2"),
                        new BadRow(6, "text has 10004 characters; at most 10000 are allowed"));
    }

    @Test
    void badJsonRowsAreSkippedAndReportedWithTheirLine() throws Exception {
        Dataset read = read(
                "a.jsonl",
                "\n" + (json("text", "a", "label", "x") + "\n").repeat(30) + "{\"text\":\n" + "[1]\n"
                        + "{\"text\": {}, \"label\": \"x\"}\n{\"text\": \"a\"}\n{\"text\": \"b\", \"label\": 7}\n"
                        + "{\"text\": \"half \\ud83d\", \"label\": \"x\"}\n"
                        + (json("text", "a", "label", "x") + "\n").repeat(30));

        assertThat(read.labels()).containsExactly("7", "x");
        assertThat(read.badRows()).extracting(BadRow::line).containsExactly(32L, 33L, 34L, 35L, 37L);
        assertThat(read.badRows())
                .extracting(BadRow::problem)
                .satisfiesExactly(
                        problem -> assertThat(problem).startsWith("is not JSON"),
                        problem -> assertThat(problem).isEqualTo("is not a JSON object"),
                        problem -> assertThat(problem).isEqualTo("text is missing"),
                        problem -> assertThat(problem).isEqualTo("label is missing"),
                        problem -> assertThat(problem).startsWith("text has an unpaired surrogate"));
    }

    @Test
    void strictRefusesASingleBadRow() throws Exception {
        Path file = write("a.csv", "text,label\n" + TWENTY_GOOD_ROWS + ",x\n");

        assertThat(DatasetFile.read(file, Columns.DETECTED, false).badRows()).hasSize(1);
        assertThatThrownBy(() -> DatasetFile.read(file, Columns.DETECTED, true))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("1 bad of 21 rows")
                .hasMessageContaining("line 22: text is blank");
    }

    @Test
    void aFileOfMostlyBadRowsIsRefusedWithTheFirstOfThem() throws Exception {
        Path file = write("a.csv", "text,label\n" + TWENTY_GOOD_ROWS + ",x\n".repeat(7));

        assertThatThrownBy(() -> DatasetFile.read(file, Columns.DETECTED, false))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("7 bad of 27 rows")
                .hasMessageContaining("line 22: text is blank")
                .hasMessageContaining("and 2 more");
    }

    @Test
    void anOpenQuoteIsRefusedWithItsLine() throws Exception {
        Path file = write("a.csv", "text,label\na,x\n\"never closed,y\nb,x\n");

        assertThatThrownBy(() -> DatasetFile.read(file, Columns.DETECTED, false))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("at line 3")
                .hasMessageContaining("quote");
    }

    @Test
    void textThatIsNotUtf8IsRefused() throws Exception {
        Path file = folder.resolve("a.csv");
        Files.write(file, "text,label\ncaf\u00e9,x\nb,y\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> DatasetFile.read(file, Columns.DETECTED, false))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("not UTF-8");
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstColumn() throws Exception {
        assertThat(read("a.csv", "\uFEFFtext,label\na,x\nb,y\n").labels()).containsExactly("x", "y");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text,label\na,x\nb,x\n", "text,label\n", ""})
    void fewerThanTwoLabelsAreRefused(String content) throws Exception {
        Path file = write("a.csv", content);

        assertThatThrownBy(() -> DatasetFile.read(file, Columns.DETECTED, false))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("a.csv");
    }

    @Test
    void otherFilesAndMissingFilesAreRefused() throws Exception {
        Path other = write("a.txt", "x");

        assertThatThrownBy(() -> DatasetFile.read(other, Columns.DETECTED, false))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("neither .csv nor .jsonl");
        assertThatThrownBy(() -> DatasetFile.read(folder.resolve("none.csv"), Columns.DETECTED, false))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("none.csv is not a file");
    }

    @Test
    void aNameThatSaysNothingGetsItsFoldersName() throws Exception {
        Path file = Files.createDirectories(folder.resolve("Banking 77")).resolve("train.csv");
        Files.writeString(file, "text,label\na,x\nb,y\n");

        assertThat(DatasetFile.read(file, Columns.DETECTED, false).name()).isEqualTo("banking-77-train");
    }

    private Dataset read(String name, String content) throws IOException, DatasetException {
        return DatasetFile.read(write(name, content), Columns.DETECTED, false);
    }

    private Path write(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private static String json(String text, String textValue, String label, String labelValue) {
        return "{\"" + text + "\": \"" + textValue + "\", \"" + label + "\": \"" + labelValue + "\"}";
    }
}
