package io.kubeless.packaging.config;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Determines the types of single values as kubectl does: by the rules of YAML 1.1, and {@code 0o17}
 * of YAML 1.2.
 *
 * @see <a href="https://yaml.org/type/">YAML 1.1 types</a>
 */
final class YamlScalars {
  private static final Set<Tag> KNOWN =
      Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.TIMESTAMP, Tag.MERGE);
  private static final Pattern OCTAL = Pattern.compile("[-+]?0o[0-7_]+");

  private YamlScalars() {}

  /** Returns whether the tag of a value is supported. */
  static boolean known(Tag tag) {
    return KNOWN.contains(tag);
  }

  /**
   * Returns a Boolean, a Long, a BigInteger for larger numbers, a BigDecimal, a text, or null if
   * the value is empty. Dates, times and base 60 numbers are texts.
   */
  static @Nullable Object value(ScalarNode node) {
    String text = node.getValue();
    Tag tag = node.getTag();
    if (tag.equals(Tag.NULL)) {
      return null;
    }
    if (tag.equals(Tag.BOOL)) {
      return List.of("true", "yes", "on").contains(text.toLowerCase(Locale.ROOT));
    }
    try {
      if (tag.equals(Tag.INT) || (node.isPlain() && OCTAL.matcher(text).matches())) {
        return integer(text.replace("_", ""));
      }
      if (tag.equals(Tag.FLOAT)) {
        return new BigDecimal(text.replace("_", ""));
      }
    } catch (NumberFormatException e) {
      return text; // 12:30, .inf or .nan
    }
    return text;
  }

  private static Number integer(String text) {
    boolean negative = text.startsWith("-");
    String digits = negative || text.startsWith("+") ? text.substring(1) : text;
    String lower = digits.toLowerCase(Locale.ROOT);
    BigInteger number;
    if (lower.startsWith("0x")) {
      number = new BigInteger(digits.substring(2), 16);
    } else if (lower.startsWith("0b")) {
      number = new BigInteger(digits.substring(2), 2);
    } else if (lower.startsWith("0o")) {
      number = new BigInteger(digits.substring(2), 8);
    } else {
      number = new BigInteger(digits, digits.startsWith("0") && digits.length() > 1 ? 8 : 10);
    }
    BigInteger signed = negative ? number.negate() : number;
    return signed.bitLength() < Long.SIZE ? (Number) signed.longValue() : signed;
  }
}
