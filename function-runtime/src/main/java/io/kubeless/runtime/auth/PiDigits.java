package io.kubeless.runtime.auth;

import java.math.BigInteger;

/**
 * The binary digits of π after the point, which are the initial state of Blowfish.
 *
 * @see <a href="https://www.schneier.com/academic/archives/1994/09/description_of_a_new.html">
 *     Description of Blowfish</a>
 */
final class PiDigits {
  private static final int GUARD_BITS = 64;

  private PiDigits() {}

  /** Returns the first digits, in words of 32 bits. */
  static int[] words(int count) {
    int bits = 32 * count;
    BigInteger one = BigInteger.ONE.shiftLeft(bits + GUARD_BITS);
    // Machin: π = 16 arctan(1/5) - 4 arctan(1/239)
    BigInteger pi = arctan(one, 5).shiftLeft(4).subtract(arctan(one, 239).shiftLeft(2));
    BigInteger digits = pi.subtract(one.multiply(BigInteger.valueOf(3))).shiftRight(GUARD_BITS);
    int[] words = new int[count];
    for (int i = count - 1; i >= 0; i--) {
      words[i] = digits.intValue();
      digits = digits.shiftRight(32);
    }
    return words;
  }

  /** Returns arctan(1/x) as a multiple of 1/one. */
  private static BigInteger arctan(BigInteger one, int x) {
    BigInteger square = BigInteger.valueOf((long) x * x);
    BigInteger power = one.divide(BigInteger.valueOf(x));
    BigInteger sum = power;
    for (int n = 3; power.signum() != 0; n += 2) {
      power = power.divide(square).negate();
      sum = sum.add(power.divide(BigInteger.valueOf(n)));
    }
    return sum;
  }
}
