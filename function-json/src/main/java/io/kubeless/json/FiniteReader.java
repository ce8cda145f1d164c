package io.kubeless.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.ObjectCodec;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.InjectableValues;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.CacheProvider;
import com.fasterxml.jackson.databind.deser.DefaultDeserializationContext;
import com.fasterxml.jackson.databind.deser.DeserializerFactory;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads with the settings of a mapper, and refuses numbers beyond the range of their Java type.
 * This includes numbers that Jackson buffers: those before a type's discriminator, and in unwrapped
 * members.
 */
final class FiniteReader extends ObjectReader {
  private static final long serialVersionUID = 1L;

  FiniteReader(ObjectMapper mapper, JavaType type) {
    super(
        mapper, mapper.getDeserializationConfig(), type, null, null, mapper.getInjectableValues());
  }

  /** Returns the value of a body; null for a JSON null. */
  @Nullable Object read(byte[] body) throws IOException {
    return readValue(new FiniteNumbers(createParser(body)));
  }

  @Override
  protected DefaultDeserializationContext createDeserializationContext(JsonParser parser) {
    return new Context(_context, _config, parser, _injectableValues);
  }

  /** The context for reading one body. */
  private static final class Context extends DefaultDeserializationContext {
    private static final long serialVersionUID = 1L;

    Context(
        DefaultDeserializationContext blueprint,
        DeserializationConfig config,
        JsonParser parser,
        @Nullable InjectableValues values) {
      super(blueprint, config, parser, values);
    }

    @Override
    public TokenBuffer bufferForInputBuffering(JsonParser parser) {
      return new Buffer(parser, this);
    }

    @Override
    public DefaultDeserializationContext with(DeserializerFactory factory) {
      throw new UnsupportedOperationException();
    }

    @Override
    public DefaultDeserializationContext withCaches(CacheProvider caches) {
      throw new UnsupportedOperationException();
    }

    @Override
    public DefaultDeserializationContext createInstance(
        DeserializationConfig config, JsonParser parser, InjectableValues values) {
      throw new UnsupportedOperationException();
    }

    @Override
    public DefaultDeserializationContext createDummyInstance(DeserializationConfig config) {
      throw new UnsupportedOperationException();
    }
  }

  private static final class Buffer extends TokenBuffer {
    Buffer(JsonParser parser, DeserializationContext context) {
      super(parser, context);
    }

    @Override
    public JsonParser asParser(ObjectCodec codec) {
      return new FiniteNumbers(super.asParser(codec));
    }

    @Override
    public JsonParser asParser(StreamReadConstraints constraints) {
      return new FiniteNumbers(super.asParser(constraints));
    }

    @Override
    public JsonParser asParser(JsonParser source) {
      return new FiniteNumbers(super.asParser(source));
    }
  }
}
