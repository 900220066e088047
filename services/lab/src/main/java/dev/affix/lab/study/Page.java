package dev.affix.lab.study;

import java.util.Map;

/** A report of one file: style and plots inside, nothing from outside. */
public final class Page {
    private static final String STYLE = """
            body{font:15px/1.5 system-ui,sans-serif;max-width:980px;margin:2rem auto;padding:0 1rem;color:#16202c;background:#fff}
            h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2rem}
            table{border-collapse:collapse;font-variant-numeric:tabular-nums}td,th{padding:.25rem .8rem;text-align:left;border-bottom:1px solid #dfe4ea;white-space:nowrap}table{display:block;overflow-x:auto;font-size:.9em}
            .made td{white-space:normal;overflow-wrap:anywhere}
            .plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(340px,1fr));gap:1rem}
            svg{width:100%;height:auto;font:11px system-ui,sans-serif}svg text{fill:#5a6572}svg .title{font-weight:600;font-size:13px;fill:#16202c}
            .grid{stroke:#e6eaef;fill:none}.guide{stroke:#8a95a1;stroke-dasharray:5 4;fill:none}.line{fill:none;stroke-width:2}.band{stroke:none;fill-opacity:.12}.marker{font-size:13px}
            @media(prefers-color-scheme:dark){body{background:#12181f;color:#e6ebf0}td,th{border-color:#2a333d}svg text{fill:#9aa6b2}svg .title{fill:#e6ebf0}.grid{stroke:#26303a}}
            """;

    private final StringBuilder html;

    /** Starts a page. */
    public Page(String title, String heading) {
        html = new StringBuilder("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width\"><title>" + title + "</title>\n<style>" + STYLE
                + "</style></head><body>\n<h1>" + heading + "</h1>\n");
    }

    /** Adds HTML. */
    public Page add(String more) {
        html.append(more);
        return this;
    }

    /** Adds a heading. */
    public Page heading(String text) {
        return add("<h2>" + escape(text) + "</h2>\n");
    }

    /** Adds what the result was made of, and ends the page. */
    public String end(Map<String, Object> lineage) {
        html.append("<h2>Made of</h2>\n<table class=\"made\">\n");
        lineage.forEach((name, value) ->
                html.append("<tr><th>" + escape(name) + "<td>" + escape(String.valueOf(value)) + "</tr>\n"));
        return html.append("</table>\n</body></html>\n").toString();
    }

    /** Returns text that stands for itself in HTML. */
    public static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
