package dev.sluice.plugin.rate;

import dev.sluice.api.Factory;
import dev.sluice.testkit.FactoryContract;
import java.util.stream.Stream;

class RateLimitFactoryTest extends FactoryContract {

  @Override
  protected Factory<?> factory() {
    return new RateLimitFactory(System::nanoTime);
  }

  @Override
  protected Stream<String> accepted() {
    return Stream.of(
        "{\"by\": \"src\", \"rate\": \"10/s\"}",
        "{\"by\": \"src\", \"rate\": \"600/m\", \"burst\": 1, \"prefix\": {\"v4\": 24}}",
        "{\"by\": \"src\", \"sessions\": 100, \"prefix\": {\"v4\": 1, \"v6\": 128}}",
        "{\"by\": \"sni\", \"rate\": \"1000/h\", \"of\": \"connections\"}",
        "{\"by\": \"host\", \"rate\": \"100/10s\", \"sessions\": 5, \"action\": \"dry-run\"}",
        "{\"by\": \"frontend\", \"rate\": \"1000000/9999d\", \"burst\": 1000000}",
        "{\"by\": \"src\", \"rate\": \"1/s\", \"action\": \"tarpit\", \"tarpit\": \"10s\"}",
        "{\"by\": \"src\", \"rate\": \"1/s\", \"of\": \"requests\", \"keys\": 1024}");
  }

  @Override
  protected Stream<String> refused() {
    return Stream.of(
        "{\"rate\": \"10/s\"}",
        "{\"by\": \"src\"}",
        "{\"by\": \"port\", \"rate\": \"10/s\"}",
        "{\"by\": \"src\", \"rate\": \"10\"}",
        "{\"by\": \"src\", \"rate\": \"0/s\"}",
        "{\"by\": \"src\", \"rate\": \"1/0s\"}",
        "{\"by\": \"src\", \"rate\": \"1/w\"}",
        "{\"by\": \"src\", \"rate\": \"1000001/s\"}",
        "{\"by\": \"src\", \"rate\": \"10 / s\"}",
        "{\"by\": \"src\", \"sessions\": 1, \"burst\": 5}",
        "{\"by\": \"src\", \"sessions\": 1, \"of\": \"requests\"}",
        "{\"by\": \"src\", \"sessions\": 0}",
        "{\"by\": \"src\", \"rate\": \"1/s\", \"burst\": 0}",
        "{\"by\": \"host\", \"rate\": \"1/s\", \"prefix\": {\"v4\": 24}}",
        "{\"by\": \"src\", \"rate\": \"1/s\", \"prefix\": {\"v4\": 33}}",
        "{\"by\": \"src\", \"rate\": \"1/s\", \"tarpit\": \"10s\"}",
        "{\"by\": \"src\", \"rate\": \"1/s\", \"action\": \"tarpit\", \"tarpit\": \"0s\"}",
        "{\"by\": \"sni\", \"rate\": \"1/s\", \"of\": \"requests\"}",
        "{\"by\": \"src\", \"rate\": \"1/s\", \"keys\": 1000}",
        "{\"by\": \"src\", \"rate\": \"1/s\", \"keys\": 4000001}");
  }
}
