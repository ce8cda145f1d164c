package io.kubeless.runtime.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a token must be to be accepted. Each test changes one thing of an accepted token. */
class BearerSchemeTest {
  private static final long NOW = 1_700_000_000;
  private static final String CLAIMS =
      "{\"iss\":\"https://issuer.test\",\"aud\":\"orders\",\"sub\":\"duke\",\"exp\":1700000300}";
  private static final Issuer RSA;
  private static final Issuer EC;
  private static final Issuer ED;

  static {
    try {
      RSA = Issuer.rsa("r");
      EC = Issuer.ec("e");
      ED = Issuer.ed25519("d");
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static List<Issuer> issuers() {
    return List.of(RSA, EC, ED);
  }

  private final List<String> required = new ArrayList<>();
  private String jwks = Issuer.jwks(RSA, EC, ED);

  private static KeySource constant(KeySet keys) {
    return new KeySource() {
      @Override
      public KeySet current() {
        return keys;
      }

      @Override
      public KeySet newerThan(KeySet seen) {
        return keys;
      }
    };
  }

  private Decision decision(String token) throws Exception {
    KeySet keys = KeySet.parse(jwks);
    ClaimRules rules =
        new ClaimRules(
            Issuer.NAME,
            Set.of("orders", "billing"),
            required.stream().map(RequiredClaim::of).toList(),
            60);
    return new BearerScheme("shop", constant(keys), rules, () -> NOW)
        .check(new Credentials("bearer", token));
  }

  private Reason reason(String token) throws Exception {
    Decision decision = decision(token);
    assertThat(decision).isInstanceOf(Decision.Denied.class);
    Decision.Denied denied = (Decision.Denied) decision;
    assertThat(denied.status()).isEqualTo(denied.reason() == Reason.CLAIM ? 403 : 401);
    assertThat(denied.challenge().orElseThrow())
        .startsWith("Bearer realm=\"shop\", error=\"")
        .contains(denied.reason() == Reason.CLAIM ? "insufficient_scope" : "invalid_token");
    return denied.reason();
  }

  @ParameterizedTest
  @MethodSource("issuers")
  void aTokenOfTheIssuerIsAcceptedWithItsClaims(Issuer issuer) throws Exception {
    assertThat(decision(issuer.token(CLAIMS)))
        .isEqualTo(
            new Decision.Accepted(
                Map.of(
                    "iss",
                    "https://issuer.test",
                    "aud",
                    "orders",
                    "sub",
                    "duke",
                    "exp",
                    1700000300L)));
  }

  @Test
  void tokensThatAnotherLibraryHasSignedAreAccepted() throws Exception {
    Path files = Path.of("src/test/resources/io/kubeless/runtime/auth");
    jwks = Files.readString(files.resolve("jwks.json"));
    for (String token : Files.readAllLines(files.resolve("tokens.txt"))) {
      assertThat(decision(token)).isInstanceOf(Decision.Accepted.class);
    }
  }

  @ParameterizedTest
  @MethodSource("issuers")
  void aTokenOfAnotherKeyWithTheSameIdIsDenied(Issuer issuer) throws Exception {
    Issuer forger =
        switch (issuer.kid()) {
          case "r" -> Issuer.rsa("r");
          case "e" -> Issuer.ec("e");
          default -> Issuer.ed25519("d");
        };
    assertThat(reason(forger.token(CLAIMS))).isEqualTo(Reason.SIGNATURE);
  }

  @ParameterizedTest
  @MethodSource("issuers")
  void changedClaimsAreDenied(Issuer issuer) throws Exception {
    String[] parts = issuer.token(CLAIMS).split("\\.");
    String changed = parts[0] + "." + Issuer.base64(CLAIMS.replace("duke", "root"));
    assertThat(reason(changed + "." + parts[2])).isEqualTo(Reason.SIGNATURE);
  }

  @ParameterizedTest
  @MethodSource("issuers")
  void everyChangedBitOfASignatureIsDenied(Issuer issuer) throws Exception {
    String signed = signed(issuer);
    byte[] signature = issuer.sign(signed);
    for (int i = 0; i < signature.length; i += 7) {
      byte[] changed = signature.clone();
      changed[i] ^= (byte) (1 << i % 8);
      assertThat(reason(signed + "." + Issuer.base64(changed))).isEqualTo(Reason.SIGNATURE);
    }
  }

  @ParameterizedTest
  @MethodSource("issuers")
  void aSignatureOfAnotherLengthIsDenied(Issuer issuer) throws Exception {
    String signed = signed(issuer);
    byte[] signature = issuer.sign(signed);
    for (int length : List.of(0, 1, 32, signature.length - 1, signature.length + 1, 1024)) {
      assertThat(reason(signed + "." + Issuer.base64(Arrays.copyOf(signature, length))))
          .isEqualTo(Reason.SIGNATURE);
    }
  }

  private static String signed(Issuer issuer) throws Exception {
    String token = issuer.token(CLAIMS);
    return token.substring(0, token.lastIndexOf('.'));
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "None", "NONE", "nOnE", ""})
  void aTokenWithoutSignatureIsDenied(String none) throws Exception {
    String signed =
        Issuer.base64("{\"alg\":\"" + none + "\",\"kid\":\"r\"}") + "." + Issuer.base64(CLAIMS);
    assertThat(reason(signed + ".")).isEqualTo(Reason.ALGORITHM);
    assertThat(reason(signed + "." + Issuer.base64(RSA.sign(signed)))).isEqualTo(Reason.ALGORITHM);
  }

  @Test
  void aPublicKeyIsNotASecretOfHmac() throws Exception {
    for (byte[] secret : List.of(RSA.pair().getPublic().getEncoded(), RSA.jwk().getBytes())) {
      String signed =
          Issuer.base64("{\"alg\":\"HS256\",\"kid\":\"r\"}") + "." + Issuer.base64(CLAIMS);
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret, "HmacSHA256"));
      byte[] code = mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
      assertThat(reason(signed + "." + Issuer.base64(code))).isEqualTo(Reason.ALGORITHM);
    }
  }

  @ParameterizedTest
  @CsvSource({"r, ES256", "r, EdDSA", "e, RS256", "e, EdDSA", "d, RS256", "d, ES256"})
  void aTokenCannotChooseAnotherAlgorithmThanThatOfItsKey(String kid, String algorithm)
      throws Exception {
    Issuer issuer = issuers().stream().filter(each -> each.kid().equals(kid)).findFirst().get();
    String header = "{\"alg\":\"" + algorithm + "\",\"kid\":\"" + kid + "\"}";
    assertThat(reason(issuer.token(header, CLAIMS))).isEqualTo(Reason.ALGORITHM);
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS384", "PS256", "ES384", "ES256K", "rs256", "HS512", "Ed448"})
  void otherAlgorithmsAreDenied(String algorithm) throws Exception {
    assertThat(reason(RSA.token("{\"alg\":\"" + algorithm + "\",\"kid\":\"r\"}", CLAIMS)))
        .isEqualTo(Reason.ALGORITHM);
  }

  @Test
  void theNewerNameOfEd25519IsAccepted() throws Exception {
    assertThat(decision(ED.token("{\"alg\":\"Ed25519\",\"kid\":\"d\"}", CLAIMS)))
        .isInstanceOf(Decision.Accepted.class);
  }

  @Test
  void anEcSignatureWithZerosOrNumbersBeyondTheOrderIsDenied() throws Exception {
    String signed = signed(EC);
    byte[] order =
        new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16)
            .toByteArray();
    byte[] good = EC.sign(signed);
    for (byte[] bad : List.of(new byte[32], Arrays.copyOfRange(order, 1, 33), filled())) {
      byte[] both = new byte[64];
      System.arraycopy(bad, 0, both, 0, 32);
      System.arraycopy(bad, 0, both, 32, 32);
      byte[] first = good.clone();
      System.arraycopy(bad, 0, first, 0, 32);
      byte[] second = good.clone();
      System.arraycopy(bad, 0, second, 32, 32);
      for (byte[] signature : List.of(both, first, second)) {
        assertThat(reason(signed + "." + Issuer.base64(signature))).isEqualTo(Reason.SIGNATURE);
      }
    }
  }

  private static byte[] filled() {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) 0xff);
    return bytes;
  }

  @Test
  void anEcSignatureInAsn1IsDenied() throws Exception {
    String signed = signed(EC);
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(EC.pair().getPrivate());
    signature.update(signed.getBytes(StandardCharsets.US_ASCII));
    assertThat(reason(signed + "." + Issuer.base64(signature.sign()))).isEqualTo(Reason.SIGNATURE);
  }

  @Test
  void aTokenWithoutKeyIdIsVerifiedWithTheKeysOfItsAlgorithm() throws Exception {
    assertThat(decision(EC.token("{\"alg\":\"ES256\"}", CLAIMS)))
        .isInstanceOf(Decision.Accepted.class);
    assertThat(reason(Issuer.ec("").token(CLAIMS))).isEqualTo(Reason.SIGNATURE);
    jwks = Issuer.jwks(RSA);
    assertThat(reason(EC.token("{\"alg\":\"ES256\"}", CLAIMS))).isEqualTo(Reason.ALGORITHM);
    jwks = Issuer.jwks(Issuer.ec(""), new Issuer("", "ES256", EC.pair()));
    assertThat(decision(EC.token("{\"alg\":\"ES256\"}", CLAIMS)))
        .isInstanceOf(Decision.Accepted.class);
  }

  @Test
  void aTokenOfAnUnknownKeyIsDenied() throws Exception {
    assertThat(reason(Issuer.ec("other").token(CLAIMS))).isEqualTo(Reason.UNKNOWN_KEY);
    jwks = Issuer.jwks(new Issuer("", "ES256", EC.pair()));
    assertThat(reason(EC.token(CLAIMS))).isEqualTo(Reason.UNKNOWN_KEY);
  }

  @Test
  void aKeyInTheTokenIsIgnored() throws Exception {
    Issuer forger = Issuer.ec("e");
    for (String name : List.of("jwk", "jku", "x5u")) {
      String value = name.equals("jwk") ? forger.jwk() : "\"http://127.0.0.1:1/\"";
      String header = "{\"alg\":\"ES256\",\"kid\":\"e\",\"" + name + "\":" + value + "}";
      assertThat(reason(forger.token(header, CLAIMS))).isEqualTo(Reason.SIGNATURE);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"alg\":\"ES256\",\"alg\":\"ES256\",\"kid\":\"e\"}",
        "{\"alg\":\"ES256\",\"kid\":\"x\",\"kid\":\"e\"}",
        "{\"alg\":\"ES256\",\"kid\":\"e\",\"crit\":[\"exp\"]}",
        "{\"alg\":\"ES256\",\"kid\":\"e\",\"b64\":false,\"crit\":[\"b64\"]}",
        "{\"alg\":\"ES256\",\"kid\":\"e\",\"typ\":\"logout+jwt\"}",
        "{\"alg\":\"ES256\",\"kid\":\"e\",\"typ\":1}",
        "{\"alg\":\"ES256\",\"kid\":1}",
        "{\"alg\":[\"ES256\"],\"kid\":\"e\"}",
        "{\"kid\":\"e\"}",
        "[]",
        "{\"alg\":\"ES256\",\"kid\":\"e\"} "
      })
  void anAmbiguousHeaderIsDenied(String header) throws Exception {
    String token = EC.token(header, CLAIMS);
    if (header.endsWith("} ")) {
      assertThat(decision(token)).isInstanceOf(Decision.Accepted.class); // white space is JSON
    } else {
      assertThat(reason(token)).isEqualTo(Reason.MALFORMED);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"JWT", "jwt", "at+jwt", "application/at+jwt"})
  void tokensOfTheseTypesAreAccepted(String type) throws Exception {
    String header = "{\"alg\":\"ES256\",\"kid\":\"e\",\"typ\":\"" + type + "\"}";
    assertThat(decision(EC.token(header, CLAIMS))).isInstanceOf(Decision.Accepted.class);
  }

  @Test
  void duplicateClaimsAreDenied() throws Exception {
    assertThat(reason(EC.token(CLAIMS.replace("{", "{\"exp\":1800000000,"))))
        .isEqualTo(Reason.MALFORMED);
    assertThat(reason(EC.token(CLAIMS.replace("{", "{\"a\":{\"b\":1,\"b\":2},"))))
        .isEqualTo(Reason.MALFORMED);
  }

  @Test
  void aTokenHasThreePartsOfStrictBase64url() throws Exception {
    String token = EC.token(CLAIMS);
    String[] parts = token.split("\\.");
    for (String bad :
        List.of(
            "",
            ".",
            "..",
            "...",
            parts[0],
            parts[0] + "." + parts[1],
            token + ".",
            token + ".e30",
            token + "=",
            token + "==",
            token + " ",
            token.replaceFirst("\\.", ".."),
            parts[0] + "=." + parts[1] + "." + parts[2],
            parts[0] + "\n." + parts[1] + "." + parts[2],
            parts[0] + "." + parts[1] + "." + parts[2].replace('-', '+').replace('_', '/') + "+")) {
      assertThat(reason(bad)).as(bad).isEqualTo(Reason.MALFORMED);
    }
  }

  @Test
  void theUnusedBitsAtTheEndOfAPartMustBeZero() throws Exception {
    String token = EC.token(CLAIMS); // 64 bytes have 86 letters, the last of which has four bits
    char last = token.charAt(token.length() - 1);
    String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    char other = letters.charAt(letters.indexOf(last) + 1);
    assertThat(reason(token.substring(0, token.length() - 1) + other)).isEqualTo(Reason.MALFORMED);
  }

  @Test
  void aTokenThatIsNotUtf8IsDenied() throws Exception {
    String header = "eyJhbGciOiJFUzI1NiIsImtpZCI6ImUifQ";
    String signed = header + "." + Issuer.base64(new byte[] {'{', '"', (byte) 0xc0, '"', '}'});
    assertThat(reason(signed + "." + Issuer.base64(EC.sign(signed)))).isEqualTo(Reason.MALFORMED);
  }

  @Test
  void aTokenHasAtMost16384Characters() throws Exception {
    String padded = CLAIMS.replace("}", ",\"x\":\"" + "x".repeat(11_900) + "\"}");
    assertThat(decision(EC.token(padded))).isInstanceOf(Decision.Accepted.class);
    assertThat(reason(EC.token(CLAIMS.replace("}", ",\"x\":\"" + "x".repeat(13_000) + "\"}"))))
        .isEqualTo(Reason.MALFORMED);
  }

  @Test
  void afterARotationOfMountedKeysTheNewKeyIsAcceptedAndTheOldOneIsDenied() throws Exception {
    Issuer old = Issuer.ec("old");
    Issuer next = Issuer.ec("next");
    AtomicLong nanos = new AtomicLong();
    jwks = Issuer.jwks(old);
    MountedFile<KeySet> file =
        new MountedFile<>(
            "keys",
            () -> Map.of("jwks.json", jwks.getBytes(StandardCharsets.UTF_8)),
            MountedKeys::parse,
            nanos::get,
            System.getLogger("test"));
    ClaimRules rules = new ClaimRules(Issuer.NAME, Set.of("orders"), List.of(), 60);
    BearerScheme scheme = new BearerScheme("shop", new MountedKeys(file), rules, () -> NOW);
    Credentials ofOld = new Credentials("bearer", old.token(CLAIMS));
    Credentials ofNext = new Credentials("bearer", next.token(CLAIMS));
    assertThat(scheme.check(ofOld)).isInstanceOf(Decision.Accepted.class);
    assertThat(scheme.check(ofNext)).isInstanceOf(Decision.Denied.class);
    jwks = Issuer.jwks(old, next);
    nanos.addAndGet(1_000_000_000);
    assertThat(scheme.check(ofOld)).isInstanceOf(Decision.Accepted.class);
    assertThat(scheme.check(ofNext)).isInstanceOf(Decision.Accepted.class);
    jwks = Issuer.jwks(next);
    nanos.addAndGet(1_000_000_000);
    assertThat(scheme.check(ofOld)).isInstanceOf(Decision.Denied.class);
    assertThat(scheme.check(ofNext)).isInstanceOf(Decision.Accepted.class);
  }

  @Test
  void aTokenThatWasAcceptedIsDeniedOnceItHasExpired() throws Exception {
    AtomicLong now = new AtomicLong(NOW);
    ClaimRules rules = new ClaimRules(Issuer.NAME, Set.of("orders"), List.of(), 60);
    BearerScheme scheme = new BearerScheme("shop", new MountedKeys(mounted()), rules, now::get);
    Credentials token = new Credentials("bearer", EC.token(CLAIMS));
    assertThat(scheme.check(token)).isInstanceOf(Decision.Accepted.class);
    now.set(1_700_000_360);
    assertThat(scheme.check(token))
        .isInstanceOfSatisfying(
            Decision.Denied.class, denied -> assertThat(denied.reason()).isEqualTo(Reason.TIME));
  }

  @Test
  void aTokenThatDiffersInOneCharacterFromAnAcceptedOneIsDenied() throws Exception {
    ClaimRules rules = new ClaimRules(Issuer.NAME, Set.of("orders"), List.of(), 60);
    BearerScheme scheme = new BearerScheme("shop", new MountedKeys(mounted()), rules, () -> NOW);
    String token = EC.token(CLAIMS);
    assertThat(scheme.check(new Credentials("bearer", token)))
        .isInstanceOf(Decision.Accepted.class);
    int middle = token.lastIndexOf('.') + 10;
    String other =
        token.substring(0, middle)
            + (token.charAt(middle) == 'A' ? 'B' : 'A')
            + token.substring(middle + 1);
    assertThat(scheme.check(new Credentials("bearer", other)))
        .isInstanceOfSatisfying(
            Decision.Denied.class,
            denied -> assertThat(denied.reason()).isEqualTo(Reason.SIGNATURE));
  }

  @Test
  void theSignatureOfATokenIsVerifiedOnceWhileTheKeysAreTheSame() throws Exception {
    KeySet keys = KeySet.parse(jwks);
    VerifiedTokens verified = new VerifiedTokens();
    verified.add("never signed", new VerifiedTokens.Verified(keys, Map.of("sub", "duke")));
    ClaimRules rules = new ClaimRules(Issuer.NAME, Set.of("orders"), List.of(), 60);
    BearerScheme scheme = new BearerScheme("shop", constant(keys), rules, () -> NOW, verified);
    assertThat(scheme.check(new Credentials("bearer", "never signed")))
        .isInstanceOfSatisfying(
            Decision.Denied.class, denied -> assertThat(denied.reason()).isEqualTo(Reason.ISSUER));
  }

  @Test
  void aThousandShortTokensAreRemembered() {
    VerifiedTokens verified = new VerifiedTokens();
    KeySet keys = new KeySet(List.of(), List.of());
    for (int i = 0; i <= VerifiedTokens.MOST; i++) {
      verified.add("token-" + i, new VerifiedTokens.Verified(keys, Map.of()));
      assertThat(verified.find("token-0").isPresent()).isTrue(); // it is used all the time
    }
    assertThat(verified.find("token-1")).isEmpty();
    assertThat(verified.find("token-2")).isPresent();
    assertThat(verified.find("token-" + VerifiedTokens.MOST)).isPresent();
    String tooLong = "t".repeat(VerifiedTokens.MOST_CHARACTERS + 1);
    verified.add(tooLong, new VerifiedTokens.Verified(keys, Map.of()));
    assertThat(verified.find(tooLong)).isEmpty();
  }

  @Test
  void aTokenWithANewKeyIsAcceptedAsSoonAsItsIssuerHasIt() throws Exception {
    for (String kid : List.of("k", "")) { // an issuer whose keys have ids, and another one
      Issuer old = Issuer.ec(kid.isEmpty() ? "" : "old");
      Issuer next = Issuer.ec(kid.isEmpty() ? "" : "next");
      AtomicLong nanos = new AtomicLong();
      jwks = Issuer.jwks(old);
      FetchedKeys keys =
          new FetchedKeys(
              new IssuerKeys(
                  Issuer.NAME, Optional.of(URI.create("https://issuer.test/keys")), url -> jwks),
              nanos::get,
              Runnable::run,
              System.getLogger("test"));
      ClaimRules rules = new ClaimRules(Issuer.NAME, Set.of("orders"), List.of(), 60);
      BearerScheme scheme = new BearerScheme("shop", keys, rules, () -> NOW);
      Credentials ofNext = new Credentials("bearer", next.token(CLAIMS));
      assertThat(scheme.check(ofNext)).isInstanceOf(Decision.Denied.class);
      jwks = Issuer.jwks(next);
      nanos.addAndGet(30_000_000_000L);
      assertThat(scheme.check(ofNext)).isInstanceOf(Decision.Accepted.class);
      assertThat(scheme.check(new Credentials("bearer", old.token(CLAIMS))))
          .isInstanceOf(Decision.Denied.class);
    }
  }

  @Test
  void anotherSchemeIsDenied() throws Exception {
    ClaimRules rules = new ClaimRules(Issuer.NAME, Set.of("orders"), List.of(), 60);
    BearerScheme scheme = new BearerScheme("shop", new MountedKeys(mounted()), rules, () -> NOW);
    assertThat(scheme.check(new Credentials("basic", EC.token(CLAIMS))))
        .isEqualTo(
            new Decision.Denied(
                Reason.MALFORMED,
                401,
                Optional.of(
                    "Bearer realm=\"shop\", error=\"invalid_token\","
                        + " error_description=\"a bearer token is required\""),
                "a bearer token is required"));
  }

  private MountedFile<KeySet> mounted() throws Exception {
    Map<String, byte[]> files = Map.of("jwks.json", jwks.getBytes(StandardCharsets.UTF_8));
    return new MountedFile<>(
        "keys", () -> files, MountedKeys::parse, () -> 0, System.getLogger("test"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"https://issuer.test\" | \"https://issuer.test/\" | ISSUER",
        "\"https://issuer.test\" | \"https://other.test\" | ISSUER",
        "\"https://issuer.test\" | [\"https://issuer.test\"] | ISSUER",
        "\"iss\":\"https://issuer.test\", | '' | ISSUER",
        "\"aud\":\"orders\" | \"aud\":\"order\" | AUDIENCE",
        "\"aud\":\"orders\" | \"aud\":\"orders \" | AUDIENCE",
        "\"aud\":\"orders\" | \"aud\":\"orders,billing\" | AUDIENCE",
        "\"aud\":\"orders\" | \"aud\":[] | AUDIENCE",
        "\"aud\":\"orders\" | \"aud\":[\"x\",1] | AUDIENCE",
        "\"aud\":\"orders\" | \"aud\":{\"orders\":1} | AUDIENCE",
        "\"aud\":\"orders\", | '' | AUDIENCE",
        "1700000300 | 1699999940 | TIME",
        "1700000300 | 0 | TIME",
        "1700000300 | -1 | TIME",
        ",\"exp\":1700000300 | '' | TIME",
        "1700000300 | null | TIME",
        "1700000300 | \"1700000300\" | MALFORMED",
        "1700000300 | true | MALFORMED",
        "1700000300 | 1700000300,\"nbf\":1700000061 | TIME",
        "1700000300 | 1700000300,\"nbf\":1e300 | TIME",
        "1700000300 | 1700000300,\"nbf\":\"0\" | MALFORMED"
      })
  void aTokenWithOtherClaimsIsDenied(String part, String other, Reason reason) throws Exception {
    assertThat(CLAIMS).contains(part);
    assertThat(reason(RSA.token(CLAIMS.replace(part, other)))).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1700000300 | 1699999941", // expired 59 seconds ago
        "1700000300 | 1699999940.5",
        "1700000300 | 1700000300,\"nbf\":1700000060",
        "1700000300 | 9007199254740993",
        "\"aud\":\"orders\" | \"aud\":[\"x\",\"billing\"]",
      })
  void aTokenWithTheseClaimsIsAccepted(String part, String other) throws Exception {
    assertThat(decision(RSA.token(CLAIMS.replace(part, other))))
        .isInstanceOf(Decision.Accepted.class);
  }

  @ParameterizedTest
  @CsvSource({
    "email, true",
    "phone, false",
    "email=d@acme.com, true",
    "email=d@acme, false",
    "scope=orders:write, true",
    "scope=orders, false",
    "groups=staff, true",
    "groups=sta, false",
    "level=3, true",
    "level=4, false",
    "verified=true, true",
    "realm_access.roles=admin, true",
    "realm_access.roles=root, false",
    "realm_access.none=admin, false",
    "email.x, false",
    "https://acme.com/role=boss, true",
    "name=a b, true",
    "name=a, false",
    "realm_access={roles=[admin]}, false",
  })
  void requiredClaimsAreValuesElementsOrWordsOfTheScope(String claim, boolean accepted)
      throws Exception {
    required.add(claim);
    String token =
        EC.token(
            CLAIMS.replace(
                "}",
                ",\"email\":\"d@acme.com\",\"scope\":\"openid orders:write\",\"level\":3,"
                    + "\"groups\":[\"staff\",\"x\"],\"verified\":true,\"name\":\"a b\","
                    + "\"realm_access\":{\"roles\":[\"admin\"]},"
                    + "\"https://acme.com/role\":\"boss\"}"));
    if (accepted) {
      assertThat(decision(token)).isInstanceOf(Decision.Accepted.class);
    } else {
      assertThat(reason(token)).isEqualTo(Reason.CLAIM);
    }
  }
}
