package io.kubeless.runtime;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;

/**
 * Quantities of Kubernetes: {@code 256Mi}, {@code 1.5Gi}, {@code 500m}.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/">Quantity</a>
 */
public final class Quantity {
  // A sign and two digits, or three digits: realistic quantities need no more.
  private static final int LONGEST_EXPONENT = "e+18".length();
  private static final Map<String, BigDecimal> FACTORS =
      Map.ofEntries(
          Map.entry("", BigDecimal.ONE),
          Map.entry("n", new BigDecimal("0.000000001")),
          Map.entry("u", new BigDecimal("0.000001")),
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
   * @throws IllegalArgumentException if the text is not a quantity
   */
  public static BigDecimal amount(String text) {
    int end = 0; // parsed without regular expressions, which take 24 ms of a start
    while (end < text.length() && ".0123456789".indexOf(text.charAt(end)) >= 0) {
      end++;
    }
    String suffix = text.substring(end);
    BigDecimal factor = FACTORS.get(suffix);
    try {
      if (factor != null) {
        return new BigDecimal(text.substring(0, end)).multiply(factor);
      }
      if (end > 0 && suffix.length() <= LONGEST_EXPONENT) {
        return new BigDecimal(text);
      }
    } catch (NumberFormatException e) {
      // Reported below, together with exponents that are too long.
    }
    throw new IllegalArgumentException("not a quantity: " + text);
  }

  /**
   * Returns an amount of bytes, rounded up.
   *
   * @param text such as {@code 256Mi}
   * @throws IllegalArgumentException if the text is not a quantity, or exceeds 2^63
   */
  public static long bytes(String text) {
    try {
      return amount(text).setScale(0, RoundingMode.CEILING).longValueExact();
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("not a quantity: " + text, e);
    }
  }
}
