package dev.keypool.providers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keypool.providers.CredentialField.KnownBy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A catalogue that is wrong in one place says which. */
class CatalogueFilesTest {
    private static final String INDEX = "{'published': ['acme'], 'further': []}";
    private static final String ROW = """
            {
              'label': 'Acme',
              'category': 'llm',
              'base_url': 'https://{region}.acme.test/v1',
              'auth': {'Authorization': 'Bearer {api_key}'},
              'fields': {
                'api_key': {'required': true, 'secret': true, 'prefix': 'ak-', 'form': 'ak-[a-z]{4}', 'known_by': 'prefix'},
                'region': {'required': true, 'secret': false}
              },
              'include_usage': true,
              'capabilities': ['chat'],
              'paths': {'chat': '/chat'},
              'test': {'method': 'GET', 'url': '{base}/models', 'ok': [200], 'bad_key': [401]},
              'billing': {'credential': 'api_key', 'scope': 'key', 'method': 'GET', 'url': '{base}/b', 'mapping': {}},
              'errors': [{'status': [429], 'code': ['a'], 'class': 'key_no_credit', 'until': 'utc_month'}]
            }
            """;

    private static List<Provider> read(String index, String row) {
        var files = Map.of("providers.json", index, "acme.json", row);
        return CatalogueFiles.read(
                name -> Optional.ofNullable(files.get(name))
                        .map(t -> t.replace('\'', '"').getBytes(StandardCharsets.UTF_8)),
                Map.of());
    }

    private static String fault(String index, String row) {
        return String.valueOf(
                assertThrows(CatalogueException.class, () -> read(index, row)).getMessage());
    }

    @Test
    void aSoundRowIsRead() {
        Provider acme = read(INDEX, ROW).getFirst();
        assertEquals(
                "https://eu.acme.test/v1", acme.baseUri(Map.of("region", "eu")).toString());
        assertEquals(KnownBy.PREFIX, acme.fields().getFirst().knownBy());
        ErrorRule rule = acme.errorRules().getFirst();
        assertEquals(Until.UTC_MONTH, rule.until());
        assertEquals(Set.of("a"), rule.values());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    'label': 'Acme'                | 'label': 'A', 'sign': 5 | catalogue/acme.json: sign must be an object
                    'label': 'Acme'                | 'label': 'A', 'sign': {'kind': 'rsa'} | catalogue/acme.json: sign.kind is 'rsa', which is none of sigv4
                    'label': 'Acme'                | 'label': 'A', 'sign': {'kind': 'sigv4'} | catalogue/acme.json: sign.service must be a text
                    'label': 'Acme'                | 'label': 'A', 'sign': {'kind': 'sigv4', 'service': 's', 'region': 'region', 'access_key': 'id', 'secret_key': 'k', 'session_token': 't'} | catalogue/acme.json: sign names the field 'id', which is not among the fields
                    'auth': {'Authorization': 'Bearer {api_key}'} | 'auth': {'A': 'b'}, 'sign': {'kind': 'sigv4'} | catalogue/acme.json: auth must send a field: 'sign' stands in its place
                    'label': 'Acme'                | 'label': 7              | catalogue/acme.json: label must be a text
                    'label': 'Acme'                | 'label': ' '            | catalogue/acme.json: label must be a text
                    'llm'                          | 'fun'                   | catalogue/acme.json: category is 'fun', which is none of popular, llm, enterprise, media, self_hosted
                    'label'                        | 'lable'                 | catalogue/acme.json has an unknown field 'lable' (did you mean label?)
                    'label'                        | 'zzzzzzzzzzzz'          | catalogue/acme.json has an unknown field 'zzzzzzzzzzzz'
                    'include_usage': true          | 'include_usage': 'yes'  | catalogue/acme.json: include_usage must be true or false
                    'capabilities': ['chat']       | 'capabilities': 'chat'  | catalogue/acme.json: capabilities must be a list
                    'capabilities': ['chat']       | 'capabilities': [1]     | catalogue/acme.json: capabilities must be a list of texts
                    'paths': {'chat': '/chat'}     | 'paths': 5              | catalogue/acme.json: paths must be an object
                    'paths': {'chat': '/chat'}     | 'paths': {'chet': '/c'} | catalogue/acme.json: paths.chet is no call that the gateway knows
                    'paths': {'chat': '/chat'}     | 'paths': {'chet_stream': '/c'} | catalogue/acme.json: paths.chet_stream is no call that the gateway knows
                    'paths': {'chat': '/chat'}     | 'paths': {'chat': '/{modell}'} | catalogue/acme.json: paths.chat may hold no place but {model}
                    'paths': {'chat': '/chat'}     | 'paths': {'proxy': '/c'} | catalogue/acme.json: paths.proxy is no call that the gateway knows
                    'auth': {'Authorization': 'Bearer {api_key}'} | 'auth': {} | catalogue/acme.json: auth must be one header and its value
                    Bearer {api_key}               | Bearer {token}          | catalogue/acme.json: auth names the field 'token', which is not among the fields
                    https://{region}               | https://{zone}          | catalogue/acme.json: base_url names 'zone', which is no plain field
                    https://{region}               | https://{api_key}       | catalogue/acme.json: base_url names 'api_key', which is no plain field
                    'credential': 'api_key'        | 'credential': 'other'   | catalogue/acme.json: billing.credential is not among the fields
                    'mapping': {}                  | 'mapping': {'balanse': 1} | catalogue/acme.json: billing.mapping has an unknown field 'balanse' (did you mean balance?)
                    'ok': [200]                    | 'ok': [99]              | catalogue/acme.json: test.ok must be a list of HTTP statuses
                    'ok': [200]                    | 'ok': [600]             | catalogue/acme.json: test.ok must be a list of HTTP statuses
                    'ok': [200]                    | 'ok': ['200']           | catalogue/acme.json: test.ok must be a list of HTTP statuses
                    'ok': [200]                    | 'ok': [200], 'body': '{api_key}' | catalogue/acme.json: test.body may hold credential fields only as a form (Content-Type application/x-www-form-urlencoded)
                    'prefix': 'ak-',               | ``                      | catalogue/acme.json: fields.api_key.known_by does not fit: api_key is known by its prefix but names none
                    'form': 'ak-[a-z]{4}', 'known_by': 'prefix' | 'known_by': 'form' | catalogue/acme.json: fields.api_key.known_by does not fit: api_key is known by its form but names none
                    ak-[a-z]{4}                    | ak-(                    | catalogue/acme.json: fields.api_key.form is no regular expression: Unclosed group
                    'code': ['a']                  | 'text': 'a.*b'          | catalogue/acme.json: errors[0].text repeats '.' without a bound: write .{0,200}
                    'code': ['a']                  | 'text': 'a.+b'          | catalogue/acme.json: errors[0].text repeats '.' without a bound: write .{0,200}
                    'code': ['a']                  | 'code': ['a'], 'text': 'b' | catalogue/acme.json: errors[0].text stands beside another condition
                    'code': ['a']                  | 'is': ['a']             | catalogue/acme.json: errors[0].at and 'is' go together
                    'code': ['a']                  | 'at': ['/a']            | catalogue/acme.json: errors[0].at and 'is' go together
                    'code': ['a']                  | 'at': ['a'], 'is': ['b'] | catalogue/acme.json: errors[0].at must list JSON pointers
                    'status': [429]                | 'status': []            | catalogue/acme.json: errors[0].status must list at least one status
                    'class': 'key_no_credit'       | 'class': 'no_credit'    | catalogue/acme.json: errors[0].class is 'no_credit', which is none of key_invalid, key_no_credit, rate_limited, provider_overloaded, provider_error, timeout, caller_error, content_filter, context_too_long, model_not_found
                    """)
    void aFaultNamesFileAndField(String right, String wrong, String message) {
        assertTrue(ROW.contains(right), "the row holds what the case replaces");
        assertEquals(message, fault(INDEX, ROW.replace(right, wrong)));
    }

    @Test
    void theIndexItselfIsReadStrictly() {
        assertEquals("catalogue/other.json is not there", fault("{'published': ['other'], 'further': []}", ROW));
        assertEquals(
                "catalogue/providers.json names a provider twice",
                fault("{'published': ['acme'], 'further': ['acme']}", ROW));
        assertEquals("catalogue/providers.json must be an object", fault("[]", ROW));
        assertTrue(fault("{'published': [} ", ROW).startsWith("catalogue/providers.json is not valid JSON at line 1"));
        assertTrue(fault(INDEX, ROW.replace("'label'", "'label': 'A', 'label'"))
                .contains("not valid JSON at line 2: Dup"));
        assertTrue(fault(INDEX + " x", ROW).startsWith("catalogue/providers.json is not valid JSON"));
    }

    @Test
    void aFileThatCannotBeReadIsNamed() {
        CatalogueFiles.Source broken = name -> {
            throw new IOException("disk on fire");
        };
        var fault = assertThrows(CatalogueException.class, () -> CatalogueFiles.read(broken, Map.of()));
        assertEquals("catalogue/providers.json cannot be read: disk on fire", fault.getMessage());
    }
}
