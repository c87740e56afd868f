import io.anserini.rerank.RerankerContext;
import io.anserini.rerank.lib.Rm3Reranker;
import io.anserini.search.ScoredDocs;
import io.anserini.search.SearchCollection;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.lucene.analysis.core.WhitespaceAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.store.ByteBuffersDirectory;

/**
 * Anserini's RM3. Reads "D text" and "Q text" lines, tokens separated by spaces; arguments: terms, documents, weight of
 * the query. For each query two lines: "number:score" of its feedback documents by BM25, "term:weight" of the new query.
 */
public final class Rm3 {
  private static final String FIELD = "contents";

  public static void main(String[] arguments) throws IOException {
    int fbTerms = Integer.parseInt(arguments[0]);
    int fbDocs = Integer.parseInt(arguments[1]);
    Rm3Reranker rm3 = new Rm3Reranker(
        new WhitespaceAnalyzer(), null, FIELD, fbTerms, fbDocs, Float.parseFloat(arguments[2]), false, true);
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    FieldType vectors = new FieldType(TextField.TYPE_STORED);
    vectors.setStoreTermVectors(true);
    List<String> queries = new ArrayList<>();
    ByteBuffersDirectory directory = new ByteBuffersDirectory();
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig(new WhitespaceAnalyzer()))) {
      int number = 0;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.startsWith("Q")) {
          queries.add(line.substring(2));
          continue;
        }
        Document document = new Document();
        document.add(new StringField("id", Integer.toString(number++), Field.Store.YES));
        document.add(new Field(FIELD, line.substring(2), vectors));
        writer.addDocument(document);
      }
      writer.forceMerge(1);
    }
    SearchCollection.Args settings = new SearchCollection.Args();
    settings.arbitraryScoreTieBreak = true;
    try (DirectoryReader reader = DirectoryReader.open(directory)) {
      IndexSearcher searcher = new IndexSearcher(reader);
      searcher.setSimilarity(new BM25Similarity(0.9f, 0.4f));
      for (String text : queries) {
        BooleanQuery.Builder builder = new BooleanQuery.Builder();
        for (String token : text.split(" ")) {
          builder.add(new TermQuery(new Term(FIELD, token)), BooleanClause.Occur.SHOULD);
        }
        Query query = builder.build();
        ScoredDocs found = ScoredDocs.fromTopDocs(searcher.search(query, fbDocs), searcher);
        RerankerContext<String> context = new RerankerContext<>(
            searcher, text, query, null, text, List.of(text.split(" ")), null, settings);
        rm3.rerank(found, context);
        for (int i = 0; i < found.scores.length; i++) {
          out.print((i > 0 ? " " : "") + found.docids[i] + ":" + found.scores[i]);
        }
        out.println();
        String gap = "";
        for (var entry : new TreeMap<>(context.feedbackTerms).entrySet()) {
          out.print(gap + entry.getKey() + ":" + entry.getValue());
          gap = " ";
        }
        out.println();
      }
    }
    out.flush();
  }
}
