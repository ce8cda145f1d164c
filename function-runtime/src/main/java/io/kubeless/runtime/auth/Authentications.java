package io.kubeless.runtime.auth;

import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** Creates authentications with the clocks and the network of this machine. */
public final class Authentications {
  private static final LongSupplier NANOS = System::nanoTime;

  private final Function<String, Mount> secrets;
  private final System.Logger log;

  /**
   * Prepares the creation.
   *
   * @param secrets returns the mounted Secret with a name
   */
  public Authentications(Function<String, Mount> secrets, System.Logger log) {
    this.secrets = secrets;
    this.log = log;
  }

  /**
   * Reads the Secrets, and begins to fetch keys.
   *
   * @throws InvalidAuthentication if a Secret or a URL cannot be used; an issuer that cannot be
   *     reached is only logged
   */
  public Authentication create(AuthSettings settings) throws InvalidAuthentication {
    Optional<MountedFile<CallerTokens>> callers = Optional.empty();
    if (settings.callers().isPresent()) {
      callers = Optional.of(file(settings.callers().get(), CallerTokens::parse));
    }
    return new Authentication(scheme(settings.realm(), settings.method()), callers);
  }

  private Scheme scheme(String realm, AuthSettings.Method method) throws InvalidAuthentication {
    if (method instanceof AuthSettings.Basic basic) {
      return new BasicScheme(
          realm,
          file(basic.secret(), Htpasswd::parse),
          new VerifiedPasswords(),
          new Semaphore(Runtime.getRuntime().availableProcessors()));
    }
    AuthSettings.Jwt jwt = (AuthSettings.Jwt) method;
    ClaimRules rules =
        new ClaimRules(
            jwt.issuer(),
            Set.copyOf(jwt.audiences()),
            jwt.required().stream().map(RequiredClaim::of).toList(),
            jwt.skewSeconds());
    return new BearerScheme(
        realm, keys(jwt), rules, () -> Math.floorDiv(System.currentTimeMillis(), 1000L));
  }

  private KeySource keys(AuthSettings.Jwt jwt) throws InvalidAuthentication {
    if (jwt.keys().secret().isPresent()) {
      return new MountedKeys(file(jwt.keys().secret().get(), MountedKeys::parse));
    }
    String text = jwt.keys().url().orElse(jwt.issuer());
    URI url =
        KeyUrl.parse(text)
            .orElseThrow(
                () ->
                    new InvalidAuthentication(
                        "keys cannot be fetched from " + text + ": it is not " + KeyUrl.EXPECTED));
    FetchedKeys keys =
        new FetchedKeys(
            new IssuerKeys(jwt.issuer(), jwt.keys().url().map(known -> url), new HttpDocument()),
            NANOS,
            Authentications::run,
            log);
    keys.refresh();
    return keys;
  }

  private static void run(Runnable task) {
    Thread thread = new Thread(task, "issuer-keys");
    thread.setDaemon(true);
    thread.start();
  }

  private <T> MountedFile<T> file(String secret, MountedFile.Format<T> format)
      throws InvalidAuthentication {
    return new MountedFile<>(secret, secrets.apply(secret), format, NANOS, log);
  }
}
