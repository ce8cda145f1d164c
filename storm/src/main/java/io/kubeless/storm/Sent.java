package io.kubeless.storm;

/**
 * An event that the broker has acknowledged.
 *
 * @param id unique
 * @param key events with the same key are processed in order
 * @param number increases for each key
 */
record Sent(long id, String key, long number) {

  static Sent parse(String text) {
    String[] parts = text.split(" ", 3);
    return new Sent(Long.parseLong(parts[0]), parts[1], Long.parseLong(parts[2].strip()));
  }

  String text() {
    return id + " " + key + " " + number;
  }
}
