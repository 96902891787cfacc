package io.latentwatch.evaluation.page;

import java.util.List;

/**
 * Sections as one page: no scripts, nothing from outside, dark on white. On a narrow screen tables scroll within their own box; on
 * paper they shrink.
 */
public final class HtmlReport {
    private static final String STYLE = """
            body{font:16px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif;max-width:76rem;margin:0 auto;padding:1rem;color:#1a1a1a;background:#fff}
            h1{font-size:1.6rem;line-height:1.25}h2{font-size:1.25rem;margin-top:2.2rem;border-top:1px solid #ccc;padding-top:.8rem}
            p{max-width:46rem}nav{font-size:.95rem}nav a{margin-right:1rem;display:inline-block;color:#0b4f8a}
            .scroll{overflow-x:auto;margin:.2rem 0 1rem}table{border-collapse:collapse;font-size:.88rem}
            .caption{font-weight:600;font-size:.95rem;margin:1.2rem 0 0}
            th,td{border-bottom:1px solid #ddd;padding:.3rem .7rem .3rem 0;text-align:left;vertical-align:top}
            th{vertical-align:bottom;min-width:4.2rem}th.number{text-align:right}td.number{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
            th:first-child,td:first-child{position:sticky;left:0;background:#fff;min-width:6.5rem}td.long{min-width:16rem}
            figure{margin:1rem 0}figcaption{max-width:46rem;margin-bottom:.6rem}
            .parts{display:flex;flex-wrap:wrap;align-items:flex-end;gap:1rem 1.4rem}.part{flex:0 1 auto;max-width:100%}
            .part div{font-size:.9rem;font-weight:600}svg{display:block;width:100%;height:auto}
            img{display:block;max-width:100%;height:auto}
            img{image-rendering:pixelated;image-rendering:crisp-edges}
            @media print{@page{size:A4 landscape;margin:11mm}body{font-size:10pt;max-width:none;padding:0}nav{display:none}
            h2,.caption,figcaption{break-after:avoid}.scroll{overflow:visible}table{font-size:7.5pt}tr,.part,figcaption,figure{break-inside:avoid}
            .parts{display:block}.part{display:inline-block;vertical-align:bottom;max-width:31%;margin:0 1.5% 1rem 0}.part:has(img){max-width:23%}p,figcaption{max-width:none}
            th,td{padding:.15rem .5rem .15rem 0}th{min-width:0}th:first-child,td:first-child{position:static}td.long{min-width:0}
            *{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
            """;

    /** Characters from which on a column has the room of a paragraph. */
    private static final int LONG = 40;

    private HtmlReport() {}

    /** The whole page. */
    public static String write(String title, List<Section> sections) {
        StringBuilder page = new StringBuilder("""
                <!DOCTYPE html>
                <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
                """);
        page.append("<title>")
                .append(Html.escape(title))
                .append("</title>\n<style>\n")
                .append(STYLE);
        page.append("</style></head><body>\n<h1>").append(Html.escape(title)).append("</h1>\n<nav>");
        for (int i = 0; i < sections.size(); i++) {
            page.append("<a href=\"#s%d\">%s</a>"
                    .formatted(i, Html.escape(sections.get(i).title())));
        }
        page.append("</nav>\n");
        for (int i = 0; i < sections.size(); i++) {
            page.append("<section id=\"s%d\">\n<h2>%s</h2>\n"
                    .formatted(i, Html.escape(sections.get(i).title())));
            sections.get(i).blocks().forEach(block -> append(page, block));
            page.append("</section>\n");
        }
        return page.append("</body></html>\n").toString();
    }

    private static void append(StringBuilder page, Block block) {
        if (block instanceof Block.Text paragraph) {
            page.append("<p>").append(Html.escape(paragraph.text())).append("</p>\n");
        } else if (block instanceof Block.Table table) {
            append(page, table);
        } else if (block instanceof Block.Figure figure) {
            append(page, figure);
        }
    }

    private static void append(StringBuilder page, Block.Table table) {
        String caption = Html.escape(table.caption());
        page.append(
                "<p class=\"caption\">%s</p>\n<div class=\"scroll\" tabindex=\"0\"><table aria-label=\"%s\">\n<thead><tr>"
                        .formatted(caption, caption));
        for (int column = 0; column < table.header().size(); column++) {
            cell(page, "th", kind(table, column), table.header().get(column));
        }
        page.append("</tr></thead><tbody>\n");
        for (List<String> row : table.rows()) {
            page.append("<tr>");
            for (int column = 0; column < row.size(); column++) {
                cell(page, "td", kind(table, column), row.get(column));
            }
            page.append("</tr>\n");
        }
        page.append("</tbody></table></div>\n");
    }

    private static void cell(StringBuilder page, String element, String kind, String text) {
        page.append("<%s class=\"%s\">%s</%s>".formatted(element, kind, Html.escape(text), element));
    }

    private static String kind(Block.Table table, int column) {
        if (table.numeric(column)) {
            return "number";
        }
        return table.rows().stream().anyMatch(row -> row.get(column).length() > LONG) ? "long" : "text";
    }

    private static void append(StringBuilder page, Block.Figure figure) {
        page.append("<figure><figcaption>")
                .append(Html.escape(figure.caption()))
                .append("</figcaption>\n<div class=\"parts\">\n");
        for (Block.Part part : figure.parts()) {
            page.append("<div class=\"part\" style=\"width:%dpx\"><div>%s</div>%s</div>\n"
                    .formatted(Math.max(part.width(), 120), Html.escape(part.title()), part.html()));
        }
        page.append("</div></figure>\n");
    }
}
