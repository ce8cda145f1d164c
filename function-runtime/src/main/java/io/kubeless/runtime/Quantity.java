package io.kubeless.runtime;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Amounts as Kubernetes writes them: {@code 256Mi}, {@code 1.5Gi}, {@code 500m}.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/">Quantity</a>
 */
public final class Quantity {
  private static final Pattern FORM =
      Pattern.compile("(\\d+(?:\\.\\d*)?|\\.\\d+)(|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|[eE][+-]?\\d+)");
  private static final Map<String, BigDecimal> FACTORS =
      Map.ofEntries(
          Map.entry("", BigDecimal.ONE),
          Map.entry("m", new BigDecimal("0.001")),
          Map.entry("k", BigDecimal.TEN.pow(3)),
          Map.entry("M", BigDecimal.TEN.pow(6)),
          Map.entry("G", BigDecimal.TEN.pow(9)),
          Map.entry("T", BigDecimal.TEN.pow(12)),
          Map.entry("P", BigDecimal.TEN.pow(15)),
          Map.entry("E", BigDecimal.TEN.pow(18)),
          Map.entry("Ki", new BigDecimal(1L << 10)),
          Map.entry("Mi", new BigDecimal(1L << 20)),
          Map.entry("Gi", new BigDecimal(1L << 30)),
          Map.entry("Ti", new BigDecimal(1L << 40)),
          Map.entry("Pi", new BigDecimal(1L << 50)),
          Map.entry("Ei", new BigDecimal(1L << 60)));

  private Quantity() {}

  /**
   * Returns the amount.
   *
   * @param text such as {@code 100m}
   * @throws IllegalArgumentException when the text is no quantity
   */
  public static BigDecimal amount(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a quantity: " + text);
    }
    String suffix = matcher.group(2);
    BigDecimal factor = FACTORS.get(suffix);
    return factor == null
        ? new BigDecimal(matcher.group(1) + suffix)
        : new BigDecimal(matcher.group(1)).multiply(factor);
  }

  /**
   * Returns an amount of bytes, rounded up.
   *
   * @param text such as {@code 256Mi}
   * @throws IllegalArgumentException when the text is no quantity, or one beyond 2^63
   */
  public static long bytes(String text) {
    try {
      return amount(text).setScale(0, RoundingMode.CEILING).longValueExact();
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("not a quantity: " + text, e);
    }
  }
}
