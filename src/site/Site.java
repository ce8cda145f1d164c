import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Prepares the pages of the documentation for maven-site-plugin, and finishes the site that it makes.
 *
 * <p>{@code java Site.java pages ROOT SOURCES} copies README, docs and decisions, and makes their
 * links those of the site. {@code java Site.java finish SITE} checks every link and anchor inside the
 * site, and writes the index for the search.
 */
final class Site {
  private static final String REPOSITORY = "https://github.com/kubeless/kubeless-maven-plugin";
  private static final List<String> TOP =
      List.of("CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "RELEASING.md");
  private static final Pattern LINK = Pattern.compile("(!?\\[[^\\]]*\\]\\()([^)\\s]+)(\\))");
  private static final Pattern SECTION =
      Pattern.compile("<h([1-4])[^>]*>(.*?)</h\\1>", Pattern.DOTALL);
  private static final Pattern ID = Pattern.compile("\\b(?:id|name)=\"([^\"]+)\"");
  private static final Pattern HREF = Pattern.compile("<(?:a|img|script|link)\\b[^>]*?\\b(?:href|src)=\"([^\"]+)\"");

  private static final Pattern HEADING = Pattern.compile("(#{1,4} )(.*)");

  private Site() {}

  public static void main(String[] arguments) throws IOException {
    switch (arguments[0]) {
      case "pages" -> pages(Path.of(arguments[1]), Path.of(arguments[2]));
      case "finish" -> finish(Path.of(arguments[1]));
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static void pages(Path root, Path sources) throws IOException {
    Path pages = Files.createDirectories(sources.resolve("markdown"));
    page(root, "README.md", pages.resolve("index.md"));
    for (String name : TOP) {
      page(root, name, pages.resolve(name));
    }
    StringBuilder decisions = new StringBuilder("# Decisions\n\n");
    for (Path file : files(root.resolve("docs"))) {
      String name = root.resolve("docs").relativize(file).toString();
      if (!name.endsWith(".md")) {
        copy(file, sources.resolve("resources").resolve(name));
        continue;
      }
      page(root, "docs/" + name, pages.resolve(name));
      if (name.startsWith("adr/")) {
        String title = Files.readAllLines(file).get(0).substring(2);
        decisions.append("- [").append(title).append("](").append(file.getFileName()).append(")\n");
      }
    }
    Files.writeString(pages.resolve("adr/index.md"), decisions);
    copy(root.resolve("src/site/site.xml"), sources.resolve("site.xml"));
    for (Path file : files(root.resolve("src/site/resources"))) {
      copy(file, sources.resolve(root.resolve("src/site").relativize(file).toString()));
    }
  }

  private static void page(Path root, String name, Path to) throws IOException {
    Path file = root.resolve(name);
    String text =
        LINK.matcher(Files.readString(file))
            .replaceAll(
                link ->
                    Matcher.quoteReplacement(
                        link.group(1) + target(root, file, link) + link.group(3)));
    Files.createDirectories(to.getParent());
    Files.writeString(to, anchored(text));
  }

  /** Gives each heading the anchor that it has on GitHub. */
  private static String anchored(String markdown) {
    StringBuilder text = new StringBuilder();
    boolean code = false;
    for (String line : markdown.lines().toList()) {
      code ^= line.startsWith("```");
      Matcher heading = HEADING.matcher(line);
      text.append(
          !code && heading.matches()
              ? heading.group(1) + "<a id=\"" + slug(heading.group(2)) + "\"></a>" + heading.group(2)
              : line);
      text.append('\n');
    }
    return text.toString();
  }

  private static String slug(String heading) {
    return heading.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}\\- _]", "").replace(' ', '-');
  }

  private static String target(Path root, Path from, MatchResult link) {
    String url = link.group(2);
    if (url.startsWith("#") || url.contains("://")) {
      return url;
    }
    String[] parts = url.split("#", 2);
    String name = root.relativize(from.resolveSibling(parts[0]).normalize()).toString();
    if (name.equals("docs/adr")) {
      return "adr/index.md";
    }
    boolean page = TOP.contains(name) || name.startsWith("docs/") && !Files.isDirectory(root.resolve(name));
    if (!page) {
      return REPOSITORY + "/tree/main/" + name;
    }
    String inSite = name.startsWith("docs/") ? name.substring("docs/".length()) : name;
    boolean nested = root.relativize(from).startsWith("docs/adr");
    return (nested ? "../" : "") + inSite + (parts.length == 2 ? "#" + parts[1] : "");
  }

  private static void finish(Path site) throws IOException {
    List<Path> pages = files(site).stream().filter(Site::isPage).toList();
    List<String> broken = new ArrayList<>();
    List<String> entries = new ArrayList<>();
    for (Path page : pages) {
      String html = Files.readString(page);
      if (!page.getParent().equals(site)) {
        html = html.replace("src=\"./js/", "src=\"../js/"); // the head of site.xml is copied as it is
        Files.writeString(page, html);
      }
      HREF.matcher(html).results().map(link -> link.group(1)).distinct()
          .filter(url -> isBroken(page, url))
          .forEach(url -> broken.add(site.relativize(page) + ": " + url));
      entries.addAll(sections(site.relativize(page).toString(), html));
    }
    if (!broken.isEmpty()) {
      throw new IllegalStateException("These links lead nowhere:\n" + String.join("\n", broken));
    }
    Files.writeString(
        site.resolve("js/search-index.js"),
        "window.searchIndex = [\n" + String.join(",\n", entries) + "\n];\n");
    System.out.println(pages.size() + " pages, " + entries.size() + " sections in the search index");
  }

  private static boolean isPage(Path file) {
    return file.toString().endsWith(".html");
  }

  private static boolean isBroken(Path page, String url) {
    if (url.contains("://") || url.startsWith("mailto:") || url.endsWith("search-index.js")) {
      return false;
    }
    String[] parts = url.split("#", 2);
    String name = parts[0].isEmpty() || parts[0].endsWith("/") ? parts[0] + "index.html" : parts[0];
    Path file = url.startsWith("#") ? page : page.resolveSibling(name).normalize();
    try {
      return !Files.isRegularFile(file)
          || parts.length == 2
              && !parts[1].isEmpty()
              && ID.matcher(Files.readString(file)).results().noneMatch(id -> id.group(1).equals(parts[1]));
    } catch (IOException e) {
      return true;
    }
  }

  /** Returns an entry for each heading: page, anchor, titles of page and section, text. */
  private static List<String> sections(String name, String html) {
    int main = html.indexOf("<main");
    String body = html.substring(Math.max(main, 0), Math.max(html.indexOf("</main>"), main));
    List<MatchResult> headings = SECTION.matcher(body).results().toList();
    List<String> entries = new ArrayList<>();
    String title = headings.isEmpty() ? name : plain(headings.get(0).group(2));
    for (int i = 0; i < headings.size(); i++) {
      MatchResult heading = headings.get(i);
      int end = i + 1 < headings.size() ? headings.get(i + 1).start() : body.length();
      String anchor = ID.matcher(heading.group(2)).results().map(id -> id.group(1)).findFirst().orElse("");
      entries.add(
          Stream.of(name, anchor, title, plain(heading.group(2)), plain(body.substring(heading.end(), end)))
              .map(Site::quoted)
              .toList()
              .toString());
    }
    return entries;
  }

  private static String plain(String html) {
    return html.replaceAll("(?s)<(script|style).*?</\\1>", " ")
        .replaceAll("<[^>]+>", " ")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#160;", " ")
        .replace("&amp;", "&")
        .replaceAll("\\s+", " ")
        .strip();
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("</", "<\\/") + '"';
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> walk = Files.walk(directory)) {
      return walk.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
  }
}
