package dev.affix.registry.start;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Whether the database answers. Asks it directly: the pool would only say that it waited in vain. */
@Singleton
final class DatabaseCheck {
    private static final int LIMIT_SECONDS = 5;

    private final String url;
    private final Properties properties = new Properties();

    DatabaseCheck(
            @ConfigProperty(name = "quarkus.datasource.jdbc.url") String url,
            @ConfigProperty(name = "quarkus.datasource.username") String user,
            @ConfigProperty(name = "quarkus.datasource.password") Optional<String> password) {
        this.url = url;
        properties.setProperty("user", user);
        password.ifPresent(value -> properties.setProperty("password", value));
        properties.setProperty("connectTimeout", Integer.toString(LIMIT_SECONDS));
        properties.setProperty("loginTimeout", Integer.toString(LIMIT_SECONDS));
    }

    /** Returns one sentence per problem, within about 5 seconds. */
    List<String> problems() {
        try (Connection connection = DriverManager.getConnection(url, properties)) {
            return connection.isValid(LIMIT_SECONDS)
                    ? List.of()
                    : List.of("PostgreSQL at " + url + " does not answer. Look at its log.");
        } catch (SQLException e) {
            return List.of("PostgreSQL at " + url + " cannot be used as user " + properties.getProperty("user") + ": "
                    + firstLine(e)
                    + ". Start it, or set QUARKUS_DATASOURCE_JDBC_URL, QUARKUS_DATASOURCE_USERNAME and"
                    + " QUARKUS_DATASOURCE_PASSWORD.");
        }
    }

    private static String firstLine(SQLException e) {
        String line = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }
}
