package io.kubeless.packaging.delivery;

import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Origin;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The attributes of a CloudEvent, each as {@code name: value}, separated by commas or line breaks.
 * A comma without a following name is part of the value. The required attributes that are not named
 * have defaults.
 *
 * @see <a
 *     href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md">CloudEvents</a>
 */
public final class CloudEventAttributes {
  private static final String NAME = "[a-z0-9]{1,20}";
  private static final Pattern SEPARATOR = Pattern.compile("(?:,|\\R)\\s*(?=" + NAME + ":\\s)");
  private static final Pattern ATTRIBUTE =
      Pattern.compile("\\s*(" + NAME + "):\\s+(\\S(?:.*\\S)?)\\s*");

  private CloudEventAttributes() {}

  /**
   * Reads attributes.
   *
   * @param text the attributes; blank for the defaults only
   * @param origin where they are set, for messages
   * @throws ProblemException if an attribute is invalid
   */
  public static Map<String, String> parse(String text, Origin origin) {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put("specversion", "1.0");
    attributes.put("id", UUID.randomUUID().toString());
    attributes.put("source", "kubeless-maven-plugin");
    attributes.put("type", "io.kubeless.invoke");
    attributes.put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    for (String each : text.isBlank() ? new String[0] : SEPARATOR.split(text.strip())) {
      Matcher attribute = ATTRIBUTE.matcher(each);
      if (!attribute.matches()) {
        throw new ProblemException(
            Problem.of(ErrorCode.INVALID_VALUE, "The attributes of the CloudEvent are not valid")
                .at(origin)
                .because(
                    "%s is not an attribute: a name has lower-case letters and digits",
                    each.strip())
                .remedy(setting("cloudEvent", "\"type: com.acme.order, subject: 7\"")));
      }
      attributes.put(attribute.group(1), attribute.group(2));
    }
    return attributes;
  }

  /**
   * Returns header fields in binary content mode.
   *
   * @param prefix {@code ce-}, or that of another protocol
   * @see <a
   *     href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md">HTTP
   *     binding</a>
   */
  public static Map<String, String> headers(Map<String, String> attributes, String prefix) {
    Map<String, String> headers = new LinkedHashMap<>();
    attributes.forEach(
        (name, value) -> {
          if (name.equals("datacontenttype")) {
            headers.put("Content-Type", value);
          } else {
            headers.put(prefix + name, encoded(value));
          }
        });
    return headers;
  }

  private static String encoded(String value) {
    StringBuilder text = new StringBuilder();
    for (byte each : value.getBytes(StandardCharsets.UTF_8)) {
      if (each > ' ' && each < 127 && each != '"' && each != '%') {
        text.append((char) each);
      } else {
        text.append(String.format(Locale.ROOT, "%%%02X", each & 0xff));
      }
    }
    return text.toString();
  }
}
