package io.latentwatch.evaluation.page;

import java.util.List;
import java.util.stream.Collectors;

/** Sections as GitHub's Markdown; pictures are left out. */
public final class MarkdownReport {
    private MarkdownReport() {}

    /**
     * The whole file.
     *
     * @param command that writes it
     * @param page where the page with the pictures lies, relative to the file
     */
    public static String write(String title, String command, List<Section> sections, String page) {
        StringBuilder text = new StringBuilder("# %s\n\nWritten by `%s`, not by hand. With pictures: [%s](%s).\n"
                .formatted(title, command, page, page));
        for (Section section : sections) {
            text.append("\n## ").append(section.title()).append("\n");
            section.blocks().forEach(block -> append(text, block));
        }
        return text.toString();
    }

    private static void append(StringBuilder text, Block block) {
        if (block instanceof Block.Text paragraph) {
            text.append("\n").append(escape(paragraph.text())).append("\n");
        } else if (block instanceof Block.Table table) {
            text.append("\n**").append(escape(table.caption())).append("**\n\n");
            text.append(line(table.header()));
            text.append("|");
            for (int column = 0; column < table.header().size(); column++) {
                text.append(table.numeric(column) ? "---:|" : "---|");
            }
            text.append("\n");
            table.rows().forEach(row -> text.append(line(row)));
        }
    }

    private static String line(List<String> cells) {
        return cells.stream().map(MarkdownReport::escape).collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    private static String escape(String text) {
        return text.replace("|", "\\|").replace("<", "\\<").replace("*", "\\*").replace("\n", " ");
    }
}
