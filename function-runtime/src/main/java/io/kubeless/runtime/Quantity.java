package io.kubeless.runtime;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Quantities of Kubernetes: {@code 256Mi}, {@code 1.5Gi}, {@code 500m}.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/">Quantity</a>
 */
public final class Quantity {
  // A sign and two digits, or three digits: realistic quantities need no more.
  private static final int LONGEST_EXPONENT = "e+18".length();
  private static final String DECIMAL = "kMGTPE";
  private static final String BINARY = "KMGTPE";
  private static final int MOST_DIGITS = 18; // of a long, whatever the digits are

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
    try {
      int thousandth = suffix.length() == 1 ? "mun".indexOf(suffix) : -1;
      if (thousandth >= 0) {
        return new BigDecimal(text.substring(0, end)).scaleByPowerOfTen(-3 * (thousandth + 1));
      }
      long factor = factor(suffix);
      if (factor > 0) {
        return new BigDecimal(text.substring(0, end)).multiply(BigDecimal.valueOf(factor));
      }
      if (end > 0 && suffix.length() <= LONGEST_EXPONENT) {
        return new BigDecimal(text);
      }
    } catch (NumberFormatException e) {
      // Reported below, together with exponents that are too long.
    }
    throw new IllegalArgumentException("not a quantity: " + text);
  }

  /** Returns the factor of a suffix of whole numbers, 0 if it is none. */
  private static long factor(String suffix) {
    if (suffix.isEmpty()) {
      return 1;
    }
    if (suffix.length() == 2 && suffix.charAt(1) == 'i') {
      int power = BINARY.indexOf(suffix.charAt(0)) + 1;
      return power == 0 ? 0 : 1L << (10 * power);
    }
    int power = suffix.length() == 1 ? DECIMAL.indexOf(suffix) + 1 : 0;
    long factor = power == 0 ? 0 : 1;
    for (int i = 0; i < power; i++) {
      factor *= 1000;
    }
    return factor;
  }

  /**
   * Returns an amount of bytes, rounded up.
   *
   * @param text such as {@code 256Mi}
   * @throws IllegalArgumentException if the text is not a quantity, or exceeds 2^63
   */
  public static long bytes(String text) {
    int digits = 0; // a whole number needs no BigDecimal, which takes 14 ms of a start
    while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
      digits++;
    }
    long factor = factor(text.substring(digits));
    try {
      return digits > 0 && digits <= MOST_DIGITS && factor > 0
          ? Math.multiplyExact(Long.parseLong(text, 0, digits, 10), factor)
          : amount(text).setScale(0, RoundingMode.CEILING).longValueExact();
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("not a quantity: " + text, e);
    }
  }
}
