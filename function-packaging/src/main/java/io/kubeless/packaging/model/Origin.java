package io.kubeless.packaging.model;

/**
 * The place of a value in a source.
 *
 * @param source a file relative to the project, {@code -D…}, an annotation, or {@code default}
 * @param line from 1; 0 if the source has no lines
 * @param column from 1; 0 if the source has no columns
 */
public record Origin(String source, int line, int column) {

  /** Returns an origin without a position. */
  public static Origin of(String source) {
    return new Origin(source, 0, 0);
  }

  /** Returns {@code source:line:column}, without unknown parts. */
  @Override
  public String toString() {
    return source + (line > 0 ? ":" + line : "") + (column > 0 ? ":" + column : "");
  }
}
