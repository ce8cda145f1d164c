package com.acme;

import io.kubeless.function.Context;
import io.kubeless.function.Event;
import io.kubeless.function.Handler;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Greets with the configured greeting, and signs with the key of a Secret. */
public final class Greeter implements Handler<Event, Context> {
  private volatile Signer signer;

  @Override
  public void onStart(Context context) throws GeneralSecurityException {
    String key = context.secret("signing").get("key");
    if (key == null) {
      throw new IllegalStateException("the Secret signing has no key");
    }
    signer = new Signer(key);
  }

  @Override
  public String handle(Event event, Context context) throws GeneralSecurityException {
    String greeting = context.config("greeting").orElse("Hello") + ", " + event.text();
    return greeting + " (" + signer.sign(greeting) + ")";
  }

  /** An example of a client that is created once and used by all calls. */
  private record Signer(SecretKeySpec key) {
    Signer(String key) {
      this(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    }

    String sign(String text) throws GeneralSecurityException {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      byte[] signature = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(signature).substring(0, 8);
    }
  }
}
