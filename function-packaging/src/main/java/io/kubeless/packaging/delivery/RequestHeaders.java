package io.kubeless.packaging.delivery;

import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Origin;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header fields of a request, each as {@code Name: value}, separated by commas or line breaks.
 * A comma without a following name is part of the value.
 */
public final class RequestHeaders {
  private static final String NAME = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  private static final Pattern SEPARATOR = Pattern.compile("(?:,|\\R)\\s*(?=" + NAME + ":\\s)");
  private static final Pattern FIELD =
      Pattern.compile(
          "\\s*(" + NAME + "):\\s+([\\x21-\\x7e](?:[\\x20-\\x7e\\t]*[\\x21-\\x7e])?)\\s*");

  /** Header fields that the client sets itself. */
  private static final List<String> OF_THE_CLIENT =
      List.of("host", "content-length", "transfer-encoding", "connection", "upgrade", "expect");

  private RequestHeaders() {}

  /**
   * Reads header fields.
   *
   * @param text the fields; blank if there are none
   * @param origin where they are set, for messages
   * @throws ProblemException if a field is invalid
   */
  public static Map<String, String> parse(String text, Origin origin) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (String each : text.isBlank() ? new String[0] : SEPARATOR.split(text.strip())) {
      Matcher field = FIELD.matcher(each);
      if (!field.matches()) {
        throw problem(origin, Message.of("%s is not a header field", each.strip()));
      }
      String name = field.group(1).toLowerCase(Locale.ROOT);
      if (OF_THE_CLIENT.contains(name)) {
        throw problem(origin, Message.of("%s is set by the client", field.group(1)));
      }
      headers.put(field.group(1), field.group(2));
    }
    return headers;
  }

  private static ProblemException problem(Origin origin, Message why) {
    return new ProblemException(
        Problem.of(ErrorCode.INVALID_VALUE, "The header fields are not valid")
            .at(origin)
            .because(why)
            .remedy(setting("headers", "\"Accept: text/plain\"")));
  }
}
