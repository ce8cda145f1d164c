package io.kubeless.runtime.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubeless.runtime.json.JsonReader.InvalidJson;
import java.math.BigInteger;
import java.security.KeyPairGenerator;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonWebKeyTest {
  private static List<String> unused(String jwk) throws Exception {
    KeySet keys = KeySet.parse("{\"keys\":[" + jwk + "]}");
    assertThat(keys.keys().size() + keys.unused().size()).isEqualTo(1);
    return keys.unused();
  }

  @Test
  void keysForOtherPurposesAreNotUsed() throws Exception {
    String jwk = Issuer.ec("a").jwk();
    assertThat(unused(jwk)).isEmpty();
    assertThat(unused(jwk.replace("}", ",\"use\":\"sig\",\"key_ops\":[\"verify\"]}"))).isEmpty();
    String why = "key 1 is not used: it is not for signatures";
    assertThat(unused(jwk.replace("}", ",\"use\":\"enc\"}"))).containsExactly(why);
    assertThat(unused(jwk.replace("}", ",\"key_ops\":[\"encrypt\"]}"))).containsExactly(why);
    assertThat(unused(jwk.replace("}", ",\"alg\":\"ES384\"}")))
        .containsExactly("key 1 is not used: its algorithm is not supported");
    assertThat(unused(jwk.replace("}", ",\"alg\":\"HS256\"}")))
        .containsExactly("key 1 is not used: its algorithm is not supported");
  }

  @Test
  void keysOfOtherTypesAreNotUsed() throws Exception {
    String why = "key 1 is not used: keys of its type are not supported";
    assertThat(unused("{\"kty\":\"oct\",\"k\":\"AAAA\"}")).containsExactly(why);
    assertThat(unused("{\"kty\":\"EC\",\"crv\":\"P-384\"}")).containsExactly(why);
    assertThat(unused("{\"kty\":\"EC\"}")).containsExactly(why);
    assertThat(unused("{\"kty\":\"OKP\",\"crv\":\"X25519\"}")).containsExactly(why);
    assertThat(unused("{\"crv\":\"P-256\"}")).containsExactly("key 1 is not used: kty is missing");
    assertThat(unused("7")).containsExactly("key 1 is not used: kty is missing");
  }

  @Test
  void weakAndHugeRsaKeysAreNotUsed() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(1024);
    assertThat(
            unused(new Issuer("a", "RS256", generator.generateKeyPair()).jwk().replace("AAA", "")))
        .containsExactly("key 1 is not used: its length is not between 2048 and 8192 bits");
    String huge = Issuer.base64(BigInteger.ONE.shiftLeft(16_384).toByteArray());
    assertThat(unused("{\"kty\":\"RSA\",\"n\":\"" + huge + "\",\"e\":\"AQAB\"}"))
        .containsExactly("key 1 is not used: its length is not between 2048 and 8192 bits");
    String jwk = Issuer.rsa("a").jwk();
    for (String exponent : List.of("AA", "AQ", "AAI", "____________")) {
      assertThat(unused(jwk.replace("AQAB", exponent)))
          .containsExactly(
              "key 1 is not used: its exponent is not an odd number from 3 to 33 bits");
    }
    assertThat(unused(jwk.replace("AQAB", "AQ=="))).hasSize(1);
  }

  @Test
  void aPointThatIsNotOnTheCurveIsNotUsed() throws Exception {
    String zero = Issuer.base64(new byte[32]);
    String one = Issuer.base64(BigInteger.ONE.shiftLeft(248).toByteArray());
    for (String[] point : new String[][] {{zero, zero}, {one, one}, {"AQ", "AQ"}, {"", ""}}) {
      assertThat(
              unused(
                  "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"%s\",\"y\":\"%s\"}"
                      .formatted(point[0], point[1])))
          .containsExactly("key 1 is not used: it is invalid: the point is not on the curve");
    }
    assertThat(unused("{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AAAA\"}"))
        .containsExactly("key 1 is not used: x does not have 32 bytes");
  }

  @Test
  void anythingElseIsNotASet() {
    String keys = "{},".repeat(101);
    for (String text :
        List.of("", "[]", "{}", "{\"keys\":{}}", "{\"keys\":[" + keys.substring(0, 302) + "]}")) {
      assertThatThrownBy(() -> KeySet.parse(text)).isInstanceOf(InvalidJson.class);
    }
  }
}
