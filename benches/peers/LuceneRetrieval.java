import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.util.CharTokenizer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopScoreDocCollector;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.Version;

/**
 * Lucene: lower-cased runs of letters and digits, frequencies without positions, ids stored; BM25 with 1.2 and 0.75.
 *
 * version | index CORPUS.jsonl FOLDER THREADS | count CORPUS.jsonl FOLDER
 * | search FOLDER QUERIES.jsonl DEPTH PASSES scores|ids
 */
public final class LuceneRetrieval {
  private static final double BUFFER_MEGABYTES = 256;
  private static final int LINES_AT_ONCE = 256;
  private static final JsonFactory JSON = new JsonFactory();

  private static final Analyzer WORDS = new Analyzer() {
    @Override
    protected TokenStreamComponents createComponents(String field) {
      Tokenizer runs = CharTokenizer.fromTokenCharPredicate(Character::isLetterOrDigit);
      return new TokenStreamComponents(runs, new LowerCaseFilter(runs));
    }
  };

  private static FieldType textType() {
    FieldType type = new FieldType();
    type.setTokenized(true);
    type.setIndexOptions(IndexOptions.DOCS_AND_FREQS);
    type.freeze();
    return type;
  }

  private static String[] idAndText(String line) throws IOException {
    String[] pair = new String[2];
    try (JsonParser parser = JSON.createParser(line)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.getCurrentName();
        parser.nextToken();
        if (name.equals("_id")) {
          pair[0] = parser.getText();
        } else if (name.equals("text")) {
          pair[1] = parser.getText();
        } else {
          parser.skipChildren();
        }
      }
    }
    return pair;
  }

  private static void addAll(BufferedReader lines, IndexWriter writer) {
    StoredField id = new StoredField("_id", "");
    Field text = new Field("text", "", textType());
    Document document = new Document();
    document.add(id);
    document.add(text);
    List<String> taken = new ArrayList<>();
    try {
      do {
        taken.clear();
        synchronized (lines) {
          for (String line = ""; taken.size() < LINES_AT_ONCE && (line = lines.readLine()) != null; ) {
            taken.add(line);
          }
        }
        for (String line : taken) {
          String[] pair = idAndText(line);
          id.setStringValue(pair[0]);
          text.setStringValue(pair[1]);
          writer.addDocument(document);
        }
      } while (!taken.isEmpty());
    } catch (IOException error) {
      throw new IllegalStateException(error);
    }
  }

  private static void index(String corpus, String folder, int threads) throws Exception {
    IndexWriterConfig settings = new IndexWriterConfig(WORDS).setRAMBufferSizeMB(BUFFER_MEGABYTES);
    try (BufferedReader lines = Files.newBufferedReader(Path.of(corpus));
        IndexWriter writer = new IndexWriter(FSDirectory.open(Path.of(folder)), settings)) {
      List<Thread> others = new ArrayList<>();
      for (int i = 1; i < threads; i++) {
        Thread other = new Thread(() -> addAll(lines, writer));
        other.setUncaughtExceptionHandler((thread, error) -> {
          error.printStackTrace();
          System.exit(1);
        });
        other.start();
        others.add(other);
      }
      addAll(lines, writer);
      for (Thread other : others) {
        other.join();
      }
    }
  }

  private static void count(String folder) throws IOException {
    try (DirectoryReader reader = DirectoryReader.open(FSDirectory.open(Path.of(folder)))) {
      Terms terms = MultiTerms.getTerms(reader, "text");
      long distinct = 0;
      for (TermsEnum each = terms.iterator(); each.next() != null; ) {
        distinct++;
      }
      System.out.printf("{\"documents\": %d, \"terms\": %d, \"tokens\": %d, \"parts\": %d}%n", reader.numDocs(), distinct,
          terms.getSumTotalTermFreq(), reader.leaves().size());
    }
  }

  private static Query parsed(String line) throws IOException {
    BooleanQuery.Builder builder = new BooleanQuery.Builder();
    try (TokenStream stream = WORDS.tokenStream("text", idAndText(line)[1])) {
      CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
      stream.reset();
      while (stream.incrementToken()) {
        builder.add(new TermQuery(new Term("text", term.toString())), BooleanClause.Occur.SHOULD);
      }
      stream.end();
    }
    return builder.build();
  }

  private static ScoreDoc[] top(IndexSearcher searcher, Query query, int depth) throws IOException {
    // A threshold of counted hits at the depth lets Lucene skip what cannot reach it.
    TopScoreDocCollector collector = TopScoreDocCollector.create(depth, depth);
    searcher.search(query, collector);
    return collector.topDocs().scoreDocs;
  }

  private static long once(IndexSearcher searcher, List<Query> queries, int depth, boolean ids) throws IOException {
    long seen = 0;
    StoredFields fields = searcher.storedFields();
    for (Query query : queries) {
      ScoreDoc[] hits = top(searcher, query, depth);
      seen += hits.length;
      if (ids) {
        for (ScoreDoc hit : hits) {
          seen += fields.document(hit.doc).get("_id").length();
        }
      }
    }
    return seen;
  }

  private static void search(String folder, String file, int depth, int passes, boolean ids) throws IOException {
    try (DirectoryReader reader = DirectoryReader.open(FSDirectory.open(Path.of(folder)))) {
      IndexSearcher searcher = new IndexSearcher(reader);
      searcher.setSimilarity(new BM25Similarity(1.2f, 0.75f));
      searcher.setQueryCache(null);
      List<Query> queries = new ArrayList<>();
      for (String line : Files.readAllLines(Path.of(file), StandardCharsets.UTF_8)) {
        queries.add(parsed(line));
      }
      long seen = once(searcher, queries, depth, ids);
      StringJoiner seconds = new StringJoiner(", ", "[", "]");
      StringJoiner processor = new StringJoiner(", ", "[", "]");
      OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
      for (int pass = 0; pass < passes; pass++) {
        long started = System.nanoTime();
        long used = system.getProcessCpuTime();
        if (once(searcher, queries, depth, ids) != seen) {
          throw new IllegalStateException("two passes found different numbers of documents");
        }
        seconds.add(Double.toString((System.nanoTime() - started) / 1e9));
        processor.add(Double.toString((system.getProcessCpuTime() - used) / 1e9));
      }
      StringJoiner edges = new StringJoiner(", ", "[", "]");
      for (Query query : queries) {
        ScoreDoc[] hits = top(searcher, query, depth);
        int last = hits.length - 1;
        edges.add(last < 0 ? "[0, 0.0, 0.0]" : "[" + hits.length + ", " + hits[0].score + ", " + hits[last].score + "]");
      }
      System.out.println("{\"passes\": " + seconds + ", \"processor\": " + processor + ", \"edges\": " + edges + "}");
    }
  }

  public static void main(String[] a) throws Exception {
    switch (a[0]) {
      case "version" -> System.out.println(Version.LATEST);
      case "index" -> index(a[1], a[2], Integer.parseInt(a[3]));
      case "count" -> count(a[2]);
      case "search" -> search(a[1], a[2], Integer.parseInt(a[3]), Integer.parseInt(a[4]), a[5].equals("ids"));
      default -> throw new IllegalArgumentException(a[0]);
    }
  }
}
