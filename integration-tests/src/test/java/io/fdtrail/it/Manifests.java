package io.fdtrail.it;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What the package has for Kubernetes, as objects of its API. */
final class Manifests {
  static final Path DIRECTORY = Layout.ROOT.resolve("cli/src/main/package/kubernetes");
  static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private static final Map<String, Class<? extends HasMetadata>> KINDS =
      Map.of(
          "v1 Namespace", Namespace.class,
          "v1 ServiceAccount", ServiceAccount.class,
          "apps/v1 DaemonSet", DaemonSet.class,
          "networking.k8s.io/v1 NetworkPolicy", NetworkPolicy.class);

  /** As {@code kubectl --validate=strict}: a field that the API does not have is an error. */
  private static final ObjectMapper STRICT =
      new ObjectMapper(new YAMLFactory())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .setAnnotationIntrospector(new WithoutOtherProperties());

  private Manifests() {}

  static Path kustomize(String output) {
    return DIRECTORY.resolve("kustomize").resolve(output).resolve("fdtrail.yaml");
  }

  static List<HasMetadata> read(Path file) throws IOException {
    return parse(Files.readString(file));
  }

  static List<HasMetadata> parse(String documents) throws IOException {
    try (MappingIterator<JsonNode> all = YAML.readerFor(JsonNode.class).readValues(documents)) {
      return all.readAll().stream().map(Manifests::model).toList();
    }
  }

  private static HasMetadata model(JsonNode document) {
    String kind = document.path("apiVersion").asText() + " " + document.path("kind").asText();
    return STRICT.convertValue(document, KINDS.get(kind));
  }

  static DaemonSet daemonSet(List<HasMetadata> objects) {
    return objects.stream()
        .filter(DaemonSet.class::isInstance)
        .map(DaemonSet.class::cast)
        .findFirst()
        .orElseThrow();
  }

  /** Else the models keep what they do not know. */
  private static final class WithoutOtherProperties extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1;

    @Override
    public Boolean hasAnySetter(Annotated annotated) {
      return false;
    }
  }
}
