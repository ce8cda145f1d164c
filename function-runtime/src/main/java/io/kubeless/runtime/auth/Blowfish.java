package io.kubeless.runtime.auth;

import java.util.Arrays;

/**
 * The cipher Blowfish with the salted key schedule of bcrypt, which the JDK does not have.
 *
 * @see <a href="https://www.usenix.org/legacy/events/usenix99/provos/provos_html/node4.html">Provos
 *     and Mazières, 3</a>
 */
final class Blowfish {
  private static final int ROUNDS = 16;
  private static final int SUBKEYS = ROUNDS + 2;
  private static final int BOXES = 4 * 256;

  /** The initial state, which is computed for the first password. */
  private static final class Initial {
    static final int[] STATE = PiDigits.words(SUBKEYS + BOXES);
  }

  private final int[] subkeys = Arrays.copyOf(Initial.STATE, SUBKEYS);
  private final int[] boxes = Arrays.copyOfRange(Initial.STATE, SUBKEYS, SUBKEYS + BOXES);

  /**
   * Mixes a key into the state.
   *
   * @param key at least one byte; repeated
   * @param salt 16 bytes; zeros for a key schedule without salt
   */
  void expand(byte[] key, byte[] salt) {
    int at = 0;
    for (int i = 0; i < SUBKEYS; i++) {
      int word = 0;
      for (int b = 0; b < 4; b++, at++) {
        word = (word << 8) | (key[at % key.length] & 0xff);
      }
      subkeys[i] ^= word;
    }
    int[] salts = new int[4];
    for (int i = 0; i < 16; i++) {
      salts[i / 4] = (salts[i / 4] << 8) | (salt[i] & 0xff);
    }
    int[] block = new int[2];
    fill(subkeys, block, salts, 0);
    fill(boxes, block, salts, SUBKEYS % 4);
  }

  private void fill(int[] state, int[] block, int[] salts, int from) {
    for (int i = 0; i < state.length; i += 2) {
      block[0] ^= salts[(from + i) % 4];
      block[1] ^= salts[(from + i + 1) % 4];
      encrypt(block, 0);
      state[i] = block[0];
      state[i + 1] = block[1];
    }
  }

  /** Encrypts two words in place. */
  void encrypt(int[] words, int at) {
    int left = words[at];
    int right = words[at + 1];
    for (int i = 0; i < ROUNDS; i += 2) {
      left ^= subkeys[i];
      right ^= mixed(left);
      right ^= subkeys[i + 1];
      left ^= mixed(right);
    }
    words[at] = right ^ subkeys[ROUNDS + 1];
    words[at + 1] = left ^ subkeys[ROUNDS];
  }

  private int mixed(int word) {
    int sum = boxes[word >>> 24] + boxes[0x100 | ((word >> 16) & 0xff)];
    return (sum ^ boxes[0x200 | ((word >> 8) & 0xff)]) + boxes[0x300 | (word & 0xff)];
  }
}
